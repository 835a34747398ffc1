//! Aludel at run time.
