//! Many rows at once, beside the unit of work.

mod deleting;
mod in_a_session;
mod inserting;
mod outages;
mod updating;
mod upserting;
mod values;

use aludel_suite::models::{User, Voucher};

fn user(number: usize) -> User {
    User::new().name(format!("u{number}")).fullname("A User").password("x").build()
}

fn voucher(code: &str) -> Voucher {
    Voucher::new().code(code).build()
}
