//! Aludel at build time.
