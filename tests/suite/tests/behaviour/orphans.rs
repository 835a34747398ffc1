//! Children that lose their parent, where the relationship says `delete-orphan` and where it does not.

use aludel::ErrorKind;
use aludel_suite::{
    everywhere,
    models::{Address, Bride, Groom, Keyword, Node, Profile, User, Wedding},
};

use crate::cascades::user;

#[test]
fn s44_a_child_taken_out_and_appended_elsewhere_is_one_update() {
    everywhere(|lab| {
        let mut session = lab.session();
        let jack = session.add(user(&["a", "b"]));
        let jill = session.add(user(&[]));
        session.commit()?;
        let addresses = session.related(jack, User::addresses)?;
        session.remove(jack, User::addresses, addresses[0])?;
        assert_eq!(session[addresses[0]].user_id, None, "the field follows at once");
        assert_eq!(session.related(addresses[0], Address::user)?, None);
        assert_eq!(session.related(jack, User::addresses)?, [addresses[1]]);
        session.rollback()?;
        let addresses = session.related(jack, User::addresses)?;
        lab.lines();
        session.remove(jack, User::addresses, addresses[0])?;
        session.append(jill, User::addresses, addresses[0])?;
        session.remove(jack, User::addresses, addresses[1])?;
        session.commit()?;
        lab.assert_heard(&["UPDATE addresses(user_id)", "COMMIT"]);
        assert_eq!(lab.rows("SELECT email_address, user_id FROM addresses ORDER BY id"), ["a|2", "b|NULL"]);
        let refused = session.remove(jack, User::addresses, addresses[1]).unwrap_err();
        assert_eq!(refused.kind(), ErrorKind::InvalidRequest);
        Ok(())
    });
}

#[test]
fn s62_an_orphan_is_deleted_with_its_own_children_unless_it_moves() {
    everywhere(|lab| {
        let mut session = lab.session();
        let leaf = |name: &'static str| Node::new().name(name);
        let root = session.add(Node::new().name("root").children([
            Node::new().name("a").children([Node::new().name("a1").children([leaf("a11")])]),
            Node::new().name("b").children([] as [aludel::Tracked<Node>; 0]),
        ]));
        session.commit()?;
        let tops = session.related(root, Node::children)?;
        let a1 = session.related(tops[0], Node::children)?[0];
        // Taken out and given to another parent: it lives.
        session.remove(tops[0], Node::children, a1)?;
        session.append(tops[1], Node::children, a1)?;
        session.commit()?;
        assert_eq!(lab.rows("SELECT name, parent_id FROM nodes WHERE name = 'a1'"), ["a1|3"]);
        lab.lines();
        session.remove(root, Node::children, tops[1])?;
        session.commit()?;
        assert_eq!(lab.rows("SELECT name FROM nodes ORDER BY name"), ["a", "root"]);
        let mut deleted: Vec<String> = lab.heard();
        deleted.retain(|it| it.starts_with("DELETE") || it.starts_with("UPDATE"));
        assert!(deleted.iter().all(|it| it == "DELETE nodes"), "{deleted:?}");
        // The whole tree, by its root.
        session.delete(root);
        session.commit()?;
        assert_eq!(lab.rows("SELECT count(*) FROM nodes"), ["0"]);
        Ok(())
    });
}

#[test]
fn s59_a_pending_orphan_leaves_at_once_with_its_own_children() {
    everywhere(|lab| {
        let mut session = lab.session();
        let root = session.add(Node::new().name("root"));
        session.commit()?;
        lab.lines();
        let child = session.append(root, Node::children, Node::new().name("a"))?;
        let grandchild = session.append(child, Node::children, Node::new().name("a1"))?;
        assert_eq!(session.pending().len(), 2);
        session.remove(root, Node::children, child)?;
        assert!(session.pending().is_empty());
        assert!(!session.contains(child) && !session.contains(grandchild));
        lab.assert_heard(&[]);
        session.commit()?;
        assert_eq!(lab.rows("SELECT count(*) FROM nodes"), ["1"]);
        Ok(())
    });
}

#[test]
fn s59_new_objects_leave_with_a_deletion_only_when_it_is_certain() {
    everywhere(|lab| {
        let mut session = lab.session();
        let root = session.add(Node::new().name("root"));
        session.commit()?;
        let child = session.append(root, Node::children, Node::new().name("a"))?;
        let grandchild = session.append(child, Node::children, Node::new().name("a1"))?;
        let endless = session.add(Keyword::new().keyword("x".repeat(1_000)));
        session.delete(root);
        lab.lines();
        // Neither to look nor to fail takes anything out.
        assert_eq!(session.flush_plan().unwrap_err().kind(), ErrorKind::Data);
        assert_eq!(session.flush().unwrap_err().kind(), ErrorKind::Data);
        assert!(session.contains(child) && session.contains(grandchild));
        assert_eq!(session.related(root, Node::children)?, [child]);
        session.expunge(endless)?;
        assert_eq!(session.flush_plan()?.to_string(), "DELETE FROM nodes: <Node(name='root')>");
        assert!(session.contains(child) && session.contains(grandchild));
        session.commit()?;
        assert!(!session.contains(child) && !session.contains(grandchild));
        lab.assert_heard(&["BEGIN", "SELECT nodes", "DELETE nodes", "COMMIT"]);
        assert_eq!(lab.rows("SELECT count(*) FROM nodes"), ["0"]);
        Ok(())
    });
}

#[test]
fn s59_a_pending_orphan_leaves_by_its_own_side_too() {
    everywhere(|lab| {
        let mut session = lab.session();
        let root = session.add(Node::new().name("root"));
        session.commit()?;
        lab.lines();
        let a = session.append(root, Node::children, Node::new().name("a"))?;
        let b = session.add(Node::new().name("b").parent(root));
        let below = session.append(b, Node::children, Node::new().name("below"))?;
        session.set(a, Node::parent, None)?;
        session.clear(b, Node::parent)?;
        assert!(![a, b, below].iter().any(|&node| session.contains(node)));
        // One that never had a parent loses none.
        let alone = session.add(Node::new().name("alone"));
        session.clear(alone, Node::parent)?;
        assert!(session.pending().contains(alone));
        session.commit()?;
        lab.assert_heard(&["BEGIN", "INSERT nodes", "COMMIT"]);
        assert_eq!(lab.rows("SELECT name, parent_id FROM nodes ORDER BY id"), ["root|NULL", "alone|NULL"]);
        Ok(())
    });
}

#[test]
fn s60_without_delete_orphan_the_pending_child_stays_pending() {
    everywhere(|lab| {
        let mut session = lab.session();
        let jack = session.add(user(&[]));
        let address = session.append(jack, User::addresses, Address::new().email_address("a"))?;
        session.remove(jack, User::addresses, address)?;
        assert!(session.pending().contains(address));
        lab.assert_heard(&[]);
        session.commit()?;
        lab.assert_heard(&["BEGIN", "INSERT users", "INSERT addresses", "COMMIT"]);
        assert_eq!(lab.rows("SELECT email_address, user_id FROM addresses"), ["a|NULL"]);
        Ok(())
    });
}

#[test]
fn s61_a_child_that_never_had_a_parent_may_be_saved() {
    everywhere(|lab| {
        let mut session = lab.session();
        session.add(Node::new().name("alone"));
        session.commit()?;
        lab.assert_heard(&["BEGIN", "INSERT nodes", "COMMIT"]);
        assert_eq!(lab.rows("SELECT name, parent_id FROM nodes"), ["alone|NULL"]);
        // The database would object: it is asked no more than it would be for any other column.
        session.add(Profile::new().words("of nobody"));
        assert!(session.commit().unwrap_err().is_not_null_violation());
        lab.assert_heard(&[]);
        session.rollback()?;
        assert_eq!(lab.rows("SELECT count(*) FROM profiles"), ["0"]);
        Ok(())
    });
}

#[test]
fn s63_losing_either_of_two_parents_makes_an_orphan() {
    everywhere(|lab| {
        let mut session = lab.session();
        let (groom, bride) = (session.add(Groom::new()), session.add(Bride::new()));
        for _ in 0..2 {
            session.add(Wedding::new().groom(groom).bride(bride));
        }
        session.commit()?;
        let weddings = session.related(groom, Groom::weddings)?;
        session.remove(bride, Bride::weddings, weddings[0])?;
        lab.lines();
        session.commit()?;
        lab.assert_heard(&["DELETE weddings", "COMMIT"]);
        assert_eq!(lab.rows("SELECT id FROM weddings"), ["2"]);
        // By the other side: the field is the truth.
        session.clear(weddings[1], Wedding::groom)?;
        session.commit()?;
        assert_eq!(lab.rows("SELECT count(*) FROM weddings"), ["0"]);
        Ok(())
    });
}
