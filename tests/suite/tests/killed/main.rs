//! Killed in the middle, by signal 9: the server, one of its processes, the program itself; and a disk that takes no
//! more. Whatever the point, all of a flush is in the database or nothing, the caller has a typed error, and after
//! `rollback()` the session works on another connection.
//!
//! `ALUDEL_KILLS=all` kills at every point in every way; otherwise each point is killed in one way at least, and the
//! slow ways have a share of the points.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, reason = "a test fails by a panic")]

mod disk;
mod process;
mod proxy;
mod queries;
mod server;
mod trap;
mod work;

/// Whether every point is killed in every way.
fn thoroughly() -> bool {
    std::env::var("ALUDEL_KILLS").is_ok_and(|kills| kills == "all")
}

/// Some of `points`: one in `share`, in which the first and the last are, or all.
fn some_of(points: usize, share: usize) -> Vec<usize> {
    let share = if thoroughly() { 1 } else { share };
    (0..points).filter(|point| point % share == 0 || point + 1 == points).collect()
}
