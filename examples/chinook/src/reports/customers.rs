//! Who buys, how much, and who no longer does.

use aludel::func::{self, Unit};
use aludel::jiff::civil::DateTime;
use aludel::rust_decimal::Decimal;
use aludel::{Expr, Result, Session, case, select, window};

use super::row;
use crate::models::{Customer, Invoice};

/// First and last name.
fn name() -> Expr<String> {
    Customer::first_name.concat(" ").concat(Customer::last_name)
}

row! {
    /// A customer among all.
    pub struct LifetimeValue {
        pub customer: String,
        pub country: Option<String>,
        pub invoices: i64,
        pub total: Option<Decimal>,
        pub rank: i64,
    }
}

/// What each customer has spent, and their rank by it; those who spent the same share one.
pub fn lifetime_value(session: &mut Session) -> Result<Vec<LifetimeValue>> {
    let total = func::sum(Invoice::total).label("total");
    let rank = func::rank().over(window().order_by(total.desc())).label("rank");
    session
        .select((name(), Customer::country, func::count(Invoice::id), &total, &rank))
        .join(Customer::invoices)
        .group_by(Customer::id)
        .order_by((&rank, Customer::id))
        .rows()
        .all()
}

row! {
    /// A customer, and what their average invoice comes to.
    pub struct LargeInvoices {
        pub customer: String,
        pub average: Option<Decimal>,
    }
}

/// Customers whose average invoice is above the average of all invoices: a query within a condition on groups.
pub fn above_average(session: &mut Session) -> Result<Vec<LargeInvoices>> {
    let average = || func::avg(Invoice::total);
    let any = Invoice::aliased();
    let overall = select(func::avg(any.total)).scalar_subquery();
    session
        .select((name(), func::round(average(), 2)))
        .join(Customer::invoices)
        .group_by(Customer::id)
        .having(average().gt(overall))
        .order_by((average().desc(), Customer::id))
        .rows()
        .all()
}

row! {
    /// A customer who is gone.
    pub struct GoneQuiet {
        pub customer: String,
        pub email: String,
        pub last_purchase: Option<DateTime>,
    }
}

/// Customers who bought nothing in the last year before the latest invoice, and when they last did, if ever.
pub fn gone_quiet(session: &mut Session) -> Result<Vec<GoneQuiet>> {
    let any = Invoice::aliased();
    let latest = select(func::max(any.invoice_date)).scalar_subquery();
    let a_year_ago = func::date_add(latest, -1, Unit::Year);
    session
        .select((name(), Customer::email, func::max(Invoice::invoice_date)))
        .outer_join(Customer::invoices)
        .filter(!Customer::invoices.any(Invoice::invoice_date.gt(a_year_ago)))
        .group_by(Customer::id)
        .order_by(Customer::id)
        .rows()
        .all()
}

row! {
    /// The customer of a country who spent most.
    pub struct BestCustomer {
        pub country: Option<String>,
        pub customer: String,
        pub total: Option<Decimal>,
    }
}

/// The best customer of each country: the first row of each window, told by a common table expression.
pub fn best_customer_by_country(session: &mut Session) -> Result<Vec<BestCustomer>> {
    let (customer, total) = (name().label("customer"), func::sum(Invoice::total).label("total"));
    let by_total = window().partition_by(Customer::country).order_by((total.desc(), Customer::id));
    let place = func::row_number().over(by_total).label("place");
    let ranked = select((Customer::country, &customer, &total, &place))
        .join(Customer::invoices)
        .group_by(Customer::id)
        .cte("ranked");
    session
        .select((ranked.column(Customer::country), ranked.column(&customer), ranked.column(&total)))
        .filter(ranked.column(&place).eq(1))
        .order_by(ranked.column(Customer::country))
        .rows()
        .all()
}

row! {
    /// How many customers are of a class.
    pub struct CustomerClass {
        pub class: String,
        pub customers: i64,
        pub revenue: Option<Decimal>,
    }
}

/// Customers in three classes by what they spent: a CASE over a subquery.
pub fn customer_classes(session: &mut Session) -> Result<Vec<CustomerClass>> {
    let spent = func::coalesce(func::sum(Invoice::total), 0).label("spent");
    let totals =
        select((Customer::id, &spent)).outer_join(Customer::invoices).group_by(Customer::id).subquery("totals");
    let spent = || totals.column(&spent);
    let class = case().when(spent().ge(45), "gold").when(spent().ge(38), "silver").otherwise("bronze");
    let revenue = func::sum(spent()).label("revenue");
    session.select((&class, func::count_rows(), &revenue)).group_by(&class).order_by(revenue.desc()).rows().all()
}
