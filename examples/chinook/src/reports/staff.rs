//! Who works here, under whom, and for whom.

use aludel::func;
use aludel::rust_decimal::Decimal;
use aludel::{Expr, Result, Session, literal, select};

use super::row;
use crate::models::{Customer, Employee, Invoice};

/// First and last name.
fn name() -> Expr<String> {
    Employee::first_name.concat(" ").concat(Employee::last_name)
}

row! {
    /// An employee in the tree of all.
    pub struct Place {
        pub depth: i32,
        pub employee: String,
        pub title: Option<String>,
        pub line: String,
    }
}

/// The tree of who reports to whom, from the top down: a recursive common table expression.
pub fn organisation(session: &mut Session) -> Result<Vec<Place>> {
    let (depth, employee, line) = (literal(0).label("depth"), name().label("employee"), name().label("line"));
    let staff = select((Employee::id, &depth, &employee, Employee::title, &line))
        .filter(Employee::manager_id.is_null())
        .recursive_cte("staff", |above| {
            let line = above.column(&line).concat(" > ").concat(name());
            select((Employee::id, above.column(&depth) + 1, name(), Employee::title, line))
                .join(above.on(Employee::manager_id.eq(above.column(Employee::id))))
        });
    let line = staff.column(&line);
    session
        .select((staff.column(&depth), staff.column(&employee), staff.column(Employee::title), &line))
        .order_by(&line)
        .rows()
        .all()
}

row! {
    /// An employee, and the customers they look after.
    pub struct SupportRep {
        pub employee: String,
        pub manager: Option<String>,
        pub customers: i64,
        pub revenue: Decimal,
    }
}

/// How many customers each employee looks after, and what those spend; the manager's name by an alias of the same table.
pub fn support_reps(session: &mut Session) -> Result<Vec<SupportRep>> {
    let manager = Employee::alias("manager");
    let customers = func::count(Customer::id).distinct().label("customers");
    session
        .select((name(), manager.last_name.nullable(), &customers, func::coalesce(func::sum(Invoice::total), 0)))
        .outer_join(Employee::manager.to(&manager))
        .outer_join(Employee::customers)
        .outer_join(Customer::invoices)
        .group_by((Employee::id, manager.id))
        .order_by((customers.desc(), Employee::id))
        .rows()
        .all()
}
