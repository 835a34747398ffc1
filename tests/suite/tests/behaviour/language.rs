//! What the schema language says of tables, at run time.

use aludel::{ErrorKind, Patch, Session};
use aludel_suite::{
    everywhere,
    models::{Bookshelf, Pallet, Posting, Reader, Vase, Visitor, Volume, Wharf},
    on_postgresql,
    postgresql::{self, Buyer, Invoice, InvoiceState, Label, Receipt},
};

#[test]
fn a_mixin_gives_columns_checks_and_relationships_to_each_of_its_models() {
    everywhere(|lab| {
        let mut session = lab.session();
        let shelf = session.add(Bookshelf::new().room("hall"));
        let volume = session.add(Volume::new().title("Emma").shelf(shelf));
        let vase = session.add(Vase::new().colour("blue").shelf(shelf));
        session.flush()?;
        assert_eq!((session[volume].shelf_id, session[vase].shelf_id), (session[shelf].id, session[shelf].id));
        let (made, changed) = (session[vase].made, session[vase].changed);
        session[vase].colour = "green".to_owned();
        session.commit()?;
        session.refresh(vase)?;
        assert!(session[vase].made == made && session[vase].changed > changed);
        let number = session[shelf].id;
        let found = Volume::query().filter(Volume::shelf_id.eq(number)).one(&mut session)?;
        assert_eq!(session[found].title, "Emma");

        session[vase].changed = made - aludel::jiff::SignedDuration::from_secs(1);
        let error = session.flush().unwrap_err();
        assert!(error.to_string().contains("in_order"), "{error}");
        session.rollback()
    });
}

#[test]
fn a_unique_index_of_an_expression_is_kept() {
    everywhere(|lab| {
        let mut session = lab.session();
        session.add(Reader::new().email("Ann@example.org"));
        session.commit()?;
        session.add(Reader::new().email("ann@example.org"));
        assert!(session.flush().unwrap_err().is_unique_violation());
        session.rollback()
    });
}

fn posting(price: i32, quantity: i32) -> Posting {
    Posting::new().price(price).quantity(quantity).build()
}

#[test]
fn a_session_reads_back_what_the_database_computes() {
    everywhere(|lab| {
        let mut session = lab.session();
        let handles = [2, 10].map(|price| session.add(posting(price, 3)));
        session.flush()?;
        let told = |session: &Session| handles.map(|it| (session[it].total, session[it].note.clone()));
        let inserted = [(Some(6), None), (Some(30), Some("dear".to_owned()))];
        assert_eq!(told(&session), inserted);
        session.commit()?;

        session.refresh_all(&handles)?;
        for handle in handles {
            session[handle].price += 5;
        }
        lab.lines();
        session.flush()?;
        assert_eq!(told(&session), [(Some(21), None), (Some(45), Some("dear".to_owned()))]);
        let selects = lab.heard().iter().filter(|line| line.starts_with("SELECT")).count();
        assert_eq!(selects, 1, "one for both");
        assert_eq!(session.query::<Posting>().filter(Posting::total.gt(40)).count()?, 1);
        session.rollback()?;
        session.refresh_all(&handles)?;
        assert_eq!(told(&session), inserted, "as before the update");

        session[handles[0]].total = Some(1);
        let error = session.flush().unwrap_err();
        assert_eq!(error.kind(), ErrorKind::InvalidRequest);
        assert!(error.to_string().contains("Posting.total is computed by the database"), "{error}");
        session.refresh(handles[0])?;
        let patch = Patch::<Posting>::new().set(Posting::total, 7_i64);
        assert!(session.apply(handles[0], patch).is_err());

        let mut stale = session[handles[1]].clone();
        (stale.quantity, stale.total) = (4, Some(0));
        let merged = session.merge(stale)?;
        session.commit()?;
        session.refresh(merged)?;
        assert_eq!(session[merged].total, Some(40));
        Ok(())
    });
}

#[test]
fn what_is_computed_from_a_key_that_follows_another_is_read_again() {
    everywhere(|lab| {
        let mut session = lab.session();
        let wharf = session.add(Wharf::new().code("A"));
        let pallets = session.add_all([Pallet::new().wharf(wharf), Pallet::new().wharf(wharf)]);
        session.commit()?;
        for &pallet in &pallets {
            session.refresh(pallet)?;
        }
        session.refresh(wharf)?;
        session[wharf].code = "B".to_owned();
        session.flush()?;
        for pallet in pallets {
            assert_eq!(session[pallet].wharf_code.as_deref(), Some("B"));
            assert_eq!(session[pallet].label.as_deref(), Some("B!"));
        }
        Ok(())
    });
}

#[test]
fn what_is_computed_is_left_out_of_plain_and_bulk_statements() {
    everywhere(|lab| {
        let mut connection = lab.engine().connect()?;
        let mut first = posting(2, 2).insert(&mut connection)?;
        assert_eq!(first.total, Some(4));
        first.quantity = 5;
        first.update(&mut connection)?;
        assert_eq!(first.total, Some(10));

        let copy = Posting { id: None, ..first.clone() };
        let rows = Posting::insert_many([copy, posting(1, 1)]).returning(&mut connection)?;
        assert_eq!(rows.iter().map(|row| row.total).collect::<Vec<_>>(), [Some(10), Some(1)]);
        Posting::insert_many([posting(1, 2)]).execute(&mut connection)?;
        let changed = rows.into_iter().map(|row| Posting { price: 7, ..row });
        Posting::update_many(changed).execute(&mut connection)?;
        Posting::upsert([Posting { quantity: 1, ..first }]).execute(&mut connection)?;
        drop(connection);
        assert_eq!(lab.rows("SELECT total FROM postings ORDER BY id"), ["2", "35", "7", "2"]);
        let columns = Posting::update_many([posting(1, 1)]).set(Posting::total);
        assert!(columns.execute(&mut lab.session()).is_err());
        Ok(())
    });
}

/// Every way to a row leads through a table in a schema, beside one of the same name in another.
#[test]
fn tables_and_enums_in_schemas() {
    on_postgresql(|lab| {
        let mut session = lab.session();
        let buyer = session.add(Buyer::new().name("ann"));
        let label = session.add(Label::new().word("late"));
        let first = session.append(buyer, Buyer::invoices, Invoice::new().number(1))?;
        session.append(buyer, Buyer::invoices, Invoice::new().number(2).state(InvoiceState::Paid))?;
        session.append(first, Invoice::labels, label)?;
        session.commit()?;

        let mut session = Session::new(lab.engine());
        let paid = Invoice::query().filter(Invoice::state.eq(InvoiceState::Paid)).one(&mut session)?;
        assert_eq!(session[paid].number, 2);
        let buyer = session.related(paid, Invoice::buyer)?.expect("a buyer");
        let invoices = session.related(buyer, Buyer::invoices)?;
        let labels = session.related(invoices[0], Invoice::labels)?;
        assert_eq!(session[labels[0]].word, "late");
        for &invoice in &invoices {
            session[invoice].note = Some("seen".to_owned());
        }
        session.flush()?;
        session.delete(invoices[0]);
        session.commit()?;
        assert_eq!(lab.rows("SELECT number, note FROM billing.invoices"), ["2|seen"]);

        let new = |number| Invoice::new().number(number).buyer_id(session[buyer].id).build();
        let mut connection = lab.engine().connect()?;
        assert_eq!(Invoice::insert_many([new(3), new(4)]).execute(&mut connection)?, 2);
        let known = Invoice::upsert([new(3), new(5)]).on_conflict((Invoice::buyer_id, Invoice::number)).do_nothing();
        assert_eq!(known.execute(&mut connection)?, 1);
        let mut rows = Invoice::all(&mut connection)?;
        rows.iter_mut().for_each(|row| row.state = InvoiceState::Paid);
        assert_eq!(Invoice::update_many(rows).execute(&mut connection)?, 4);
        assert_eq!(lab.rows("SELECT DISTINCT state::text FROM billing.invoices"), ["paid"]);
        Ok(())
    });
}

#[test]
fn schemas_and_comments_are_made_and_schemas_stay() {
    on_postgresql(|lab| {
        let of_table = "SELECT obj_description('\"Shop 1\".buyers'::regclass)";
        assert_eq!(lab.rows(of_table), ["Someone who buys."]);
        assert_eq!(lab.rows("SELECT col_description('\"Shop 1\".buyers'::regclass, 2)"), ["As it's written."]);
        postgresql::metadata().create_all(lab.engine())?;
        assert!(lab.lines().iter().all(|line| !line.starts_with("CREATE")));
        postgresql::metadata().drop_all(lab.engine())?;
        let left = "SELECT (SELECT count(*) FROM pg_tables WHERE schemaname IN ('billing', 'Shop 1')), \
                    (SELECT count(*) FROM pg_type WHERE typname = 'invoice_state'), \
                    (SELECT count(*) FROM pg_namespace WHERE nspname IN ('billing', 'Shop 1', 'kinds'))";
        assert_eq!(lab.rows(left), ["0|0|3"]);
        postgresql::metadata().create_all(lab.engine())
    });
}

#[test]
fn a_number_of_a_row_that_is_gone_is_not_given_again() {
    everywhere(|lab| {
        let mut connection = lab.engine().connect()?;
        let last = [Visitor::new(), Visitor::new()].map(|it| it.insert(&mut connection));
        for visitor in last {
            Visitor::delete(&mut connection, visitor?.id)?;
        }
        assert_eq!(Visitor::new().insert(&mut connection)?.id, Some(3));
        Ok(())
    });
}

#[test]
fn numbers_of_sequences_and_identities_come_back() {
    on_postgresql(|lab| {
        let mut session = lab.session();
        let handles = [0, 1].map(|_| session.add(Receipt::new()));
        session.flush()?;
        assert_eq!(
            handles.map(|it| (session[it].id, session[it].number)),
            [(Some(10), Some(1000)), (Some(11), Some(1005))]
        );
        session.commit()?;
        session.add(Receipt::new().id(5_i64));
        assert!(session.flush().unwrap_err().to_string().contains("id"), "always means always");
        session.rollback()?;
        let mut connection = lab.engine().connect()?;
        assert_eq!(Receipt::insert_many([Receipt::new().number(7_i64)]).execute(&mut connection)?, 1);
        drop(connection);
        postgresql::metadata().drop_all(lab.engine())?;
        assert_eq!(lab.rows("SELECT count(*) FROM pg_sequences WHERE schemaname = 'billing'"), ["0"]);
        Ok(())
    });
}
