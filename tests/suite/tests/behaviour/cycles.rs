//! Rows that refer to each other: in a tree, in a circle of two tables, to themselves.

use aludel::{ErrorKind, Result, Session, Tracked};
use aludel_suite::{
    Lab, everywhere,
    models::{Chair, Club, Customer, Dept, Employee, Node, Part, Ring},
};

fn node(name: &str) -> Node {
    Node::new().name(name).build()
}

/// Nodes without parents, committed and read.
fn nodes<const N: usize>(session: &mut Session, names: [&str; N]) -> Result<[Tracked<Node>; N]> {
    let nodes = names.map(|name| session.add(node(name)));
    session.commit()?;
    session.query::<Node>().all()?;
    Ok(nodes)
}

fn tree(lab: &Lab) -> Vec<String> {
    lab.rows("SELECT n.name, p.name FROM nodes n LEFT JOIN nodes p ON p.id = n.parent_id ORDER BY n.name")
}

#[test]
fn s06_a_level_of_a_tree_is_one_batch() {
    everywhere(|lab| {
        let mut session = lab.session();
        // Children before their parents, and the parents' siblings between them.
        let leaves: Vec<_> = (0..9).map(|n| session.add(Node::new().name(format!("leaf{n}")))).collect();
        let middles: Vec<_> = (0..3).map(|n| session.add(Node::new().name(format!("middle{n}")))).collect();
        let root = session.add(node("root"));
        for (n, &leaf) in leaves.iter().enumerate() {
            session.set(leaf, Node::parent, middles[n / 3])?;
        }
        for &middle in &middles {
            session.append(root, Node::children, middle)?;
        }
        session.flush()?;
        lab.assert_heard(&["BEGIN", "INSERT nodes", "INSERT nodes", "INSERT nodes"]);
        session.commit()?;
        let expected = (0..9).map(|n| format!("leaf{n}|middle{}", n / 3));
        let expected = expected.chain((0..3).map(|n| format!("middle{n}|root"))).chain(["root|NULL".to_owned()]);
        assert_eq!(tree(lab), expected.collect::<Vec<_>>());
        Ok(())
    });
}

#[test]
fn s06_a_tree_is_deleted_from_its_leaves() {
    everywhere(|lab| {
        let mut session = lab.session();
        let root = session.add(node("root"));
        for n in 0..3 {
            let middle = session.append(root, Node::children, Node::new().name(format!("m{n}")))?;
            session.append(middle, Node::children, Node::new().name(format!("l{n}")))?;
        }
        session.commit()?;
        let all = session.query::<Node>().order_by(Node::id).all()?;
        all.into_iter().for_each(|node| session.delete(node));
        let plan = session.flush_plan()?.to_string();
        assert_eq!(plan, "DELETE FROM nodes: <Node(name='l0')>, <Node(name='l1')>, <Node(name='l2')> and 4 more");
        lab.lines();
        session.commit()?;
        let deletes = lab.heard().into_iter().filter(|it| it == "DELETE nodes").count();
        assert_eq!(deletes, 1);
        assert_eq!(tree(lab), [""; 0]);
        Ok(())
    });
}

#[test]
fn s06_plain_foreign_keys_keep_the_order_of_add() {
    everywhere(|lab| {
        let mut session = lab.session();
        session.add_all([
            Part::new().code("c"),
            Part::new().code("a").parent_code("c"),
            Part::new().code("b").parent_code("a"),
        ]);
        session.commit()?;
        lab.assert_heard(&["BEGIN", "INSERT parts", "COMMIT"]);
        assert_eq!(lab.rows("SELECT code, parent_code FROM parts ORDER BY code"), ["a|c", "b|a", "c|NULL"]);
        Ok(())
    });
}

#[test]
fn a_plain_foreign_key_beside_linked_rows_waits_for_its_row() {
    everywhere(|lab| {
        let mut session = lab.session();
        let child = session.add(Part::new().code("b"));
        session.add(Part::new().code("c").parent_code("b"));
        let parent = session.add(Part::new().code("a"));
        session.append(parent, Part::parts, child)?;
        session.commit()?;
        assert_eq!(lab.rows("SELECT code, parent_code FROM parts ORDER BY code"), ["a|NULL", "b|a", "c|b"]);
        Ok(())
    });
}

/// A department whose head is one of its employees.
fn department(session: &mut Session, name: &str) -> Result<(Tracked<Dept>, Tracked<Employee>, Tracked<Employee>)> {
    let dept = session.add(Dept::new().name(name));
    let head = session.append(dept, Dept::employees, Employee::new().name(format!("{name}'s head")))?;
    let other = session.append(dept, Dept::employees, Employee::new().name(format!("{name}'s other")))?;
    session.set(dept, Dept::head, head)?;
    Ok((dept, head, other))
}

const DEPTS: &str = "SELECT d.name, e.name FROM depts d LEFT JOIN employees e ON e.id = d.head_id ORDER BY d.name";

#[test]
fn s07_tables_in_a_circle_with_rows_in_none() {
    everywhere(|lab| {
        let mut session = lab.session();
        let first = session.add(Dept::new().name("a"));
        let head = session.append(first, Dept::employees, Employee::new().name("ann"))?;
        let second = session.add(Dept::new().name("b"));
        session.set(second, Dept::head, head)?;
        session.flush()?;
        lab.assert_heard(&["BEGIN", "INSERT depts", "INSERT employees", "INSERT depts"]);
        session.commit()?;
        assert_eq!(lab.rows(DEPTS), ["a|NULL", "b|ann"]);
        Ok(())
    });
}

#[test]
fn s08_a_circle_of_two_tables_is_cut_by_null_and_one_update() {
    everywhere(|lab| {
        let mut session = lab.session();
        let all = (0..10).map(|n| department(&mut session, &format!("d{n}"))).collect::<Result<Vec<_>>>()?;
        let plan: Vec<String> = session.flush_plan()?.steps().map(str::to_owned).collect();
        let names = "<Dept(name='d0')>, <Dept(name='d1')>, <Dept(name='d2')> and 7 more";
        assert_eq!(plan[0], format!("INSERT INTO depts (name, head_id) RETURNING id WITHOUT head_id: {names}"));
        assert!(plan[1].starts_with("INSERT INTO employees (name, dept_id) RETURNING id: "), "{plan:?}");
        assert_eq!(plan[2..], [format!("UPDATE depts SET head_id: {names}")]);
        session.flush()?;
        lab.assert_heard(&["BEGIN", "INSERT depts", "INSERT employees", "UPDATE depts(head_id)"]);
        for &(dept, head, _) in &all {
            assert_eq!(session[dept].head_id, Some(session.key(head)?));
            assert_eq!(session.related(dept, Dept::head)?, Some(head));
        }
        assert!(session.dirty().is_empty());
        session.flush()?;
        lab.assert_heard(&[]);
        session.commit()?;
        assert_eq!(lab.rows(DEPTS), (0..10).map(|n| format!("d{n}|d{n}'s head")).collect::<Vec<_>>());
        Ok(())
    });
}

#[test]
fn s08_rows_that_need_each_other_are_deleted_after_one_update_to_null() {
    everywhere(|lab| {
        let mut session = lab.session();
        let all = (0..3).map(|n| department(&mut session, &format!("d{n}"))).collect::<Result<Vec<_>>>()?;
        session.commit()?;
        session.query::<Dept>().all()?;
        session.query::<Employee>().all()?;
        for &(dept, head, other) in &all {
            session.delete(dept);
            session.delete(head);
            session.delete(other);
        }
        lab.lines();
        session.flush()?;
        let heard = lab.heard().into_iter().filter(|it| !it.starts_with("SELECT")).collect::<Vec<_>>();
        assert_eq!(heard, ["UPDATE depts(head_id)", "DELETE employees", "DELETE depts"]);
        session.rollback()?;
        for &(dept, head, _) in &all {
            assert_eq!(session[dept].head_id, session[head].id, "as it was before");
        }
        assert!(session.dirty().is_empty());
        session.commit()?;
        assert_eq!(lab.rows(DEPTS).len(), 3);
        for &(dept, head, other) in &all {
            session.delete(dept);
            session.delete(head);
            session.delete(other);
        }
        session.commit()?;
        assert_eq!(lab.rows("SELECT count(*) FROM employees"), ["0"]);
        assert_eq!(lab.rows(DEPTS), [""; 0]);
        Ok(())
    });
}

#[test]
fn a_circle_in_one_table_is_cut_at_the_row_that_was_added_first() {
    everywhere(|lab| {
        let mut session = lab.session();
        let [a, b, c] = ["a", "b", "c"].map(|name| session.add(node(name)));
        session.set(a, Node::parent, b)?;
        session.set(b, Node::parent, c)?;
        session.set(c, Node::parent, a)?;
        session.flush()?;
        lab.assert_heard(&["BEGIN", "INSERT nodes", "INSERT nodes", "INSERT nodes", "UPDATE nodes(parent_id)"]);
        session.commit()?;
        assert_eq!(tree(lab), ["a|b", "b|c", "c|a"]);
        session.query::<Node>().all()?;
        for node in [a, b, c] {
            session.delete(node);
        }
        session.commit()?;
        assert_eq!(tree(lab), [""; 0]);
        Ok(())
    });
}

#[test]
fn a_circle_of_given_keys_is_cut_too() {
    everywhere(|lab| {
        let mut session = lab.session();
        let a = session.add(Part::new().code("a"));
        let b = session.add(Part::new().code("b").parent(a));
        session.set(a, Part::parent, b)?;
        assert_eq!(session[a].parent_code.as_deref(), Some("b"));
        session.flush()?;
        lab.assert_heard(&["BEGIN", "INSERT parts", "INSERT parts", "UPDATE parts(parent_code)"]);
        assert_eq!(session[a].parent_code.as_deref(), Some("b"));
        session.commit()?;
        assert_eq!(lab.rows("SELECT code, parent_code FROM parts ORDER BY code"), ["a|b", "b|a"]);
        Ok(())
    });
}

#[test]
fn a_circle_that_fails_gives_the_objects_back_as_they_were() {
    everywhere(|lab| {
        lab.run("INSERT INTO parts (code) VALUES ('b')");
        let mut session = lab.session();
        let a = session.add(Part::new().code("a"));
        let b = session.add(Part::new().code("b").parent(a));
        session.set(a, Part::parent, b)?;
        assert!(session.flush().unwrap_err().is_unique_violation());
        session.rollback()?;
        let (a, b) = (session.expunge(a)?, session.expunge(b)?);
        assert_eq!((a.parent_code.as_deref(), b.parent_code.as_deref()), (Some("b"), Some("a")));
        assert_eq!(lab.rows("SELECT code, parent_code FROM parts"), ["b|NULL"]);
        Ok(())
    });
}

#[test]
fn a_circle_is_rolled_back_as_a_whole() {
    everywhere(|lab| {
        let mut session = lab.session();
        let (dept, head, _) = department(&mut session, "d")?;
        let part = session.add(Part::new().code("a"));
        let child = session.add(Part::new().code("b").parent(part));
        session.set(part, Part::parent, child)?;
        session.flush()?;
        session.rollback()?;
        assert!(!session.contains(dept) && !session.contains(head) && !session.contains(part));
        let part = session.expunge(part)?;
        assert_eq!(part.parent_code.as_deref(), Some("b"));
        assert_eq!(lab.rows("SELECT count(*) FROM depts"), ["0"]);
        // In a savepoint.
        let (dept, head, other) = department(&mut session, "d")?;
        session.commit()?;
        let mut savepoint = session.begin_nested()?;
        savepoint.delete(other);
        savepoint.delete(dept);
        savepoint.delete(head);
        savepoint.flush()?;
        savepoint.rollback()?;
        assert!(session.contains(dept) && session.contains(head));
        assert_eq!(session[dept].head_id, session[head].id);
        session.commit()?;
        assert_eq!(lab.rows(DEPTS), ["d|d's head"]);
        Ok(())
    });
}

#[test]
fn a_row_that_is_its_own_parent() {
    everywhere(|lab| {
        let mut session = lab.session();
        // The key is the program's: one insert.
        let part = session.add(Part::new().code("a"));
        session.set(part, Part::parent, part)?;
        session.flush()?;
        lab.assert_heard(&["BEGIN", "INSERT parts"]);
        // The key is the database's: the row has it first.
        let own = session.add(node("own"));
        session.set(own, Node::parent, own)?;
        session.flush()?;
        lab.assert_heard(&["INSERT nodes", "UPDATE nodes(parent_id)"]);
        assert_eq!(session[own].parent_id, session[own].id);
        session.commit()?;
        assert_eq!(tree(lab), ["own|own"]);
        assert_eq!(lab.rows("SELECT code, parent_code FROM parts"), ["a|a"]);
        session.delete(own);
        session.delete(part);
        session.commit()?;
        assert_eq!(tree(lab), [""; 0]);
        Ok(())
    });
}

#[test]
fn an_update_that_refers_to_a_new_row_of_its_table_comes_after_it() {
    everywhere(|lab| {
        let mut session = lab.session();
        let [a, b] = nodes(&mut session, ["a", "b"])?;
        let parent = session.add(node("new"));
        session.append(parent, Node::children, a)?;
        session[b].name = "b2".into();
        lab.lines();
        session.commit()?;
        lab.assert_heard(&["UPDATE nodes(name)", "INSERT nodes", "UPDATE nodes(parent_id)", "COMMIT"]);
        assert_eq!(tree(lab), ["a|new", "b2|NULL", "new|NULL"]);
        Ok(())
    });
}

#[test]
fn persistent_rows_make_a_circle_by_updates() {
    everywhere(|lab| {
        let mut session = lab.session();
        let [a, b] = nodes(&mut session, ["a", "b"])?;
        session.set(a, Node::parent, b)?;
        session.set(b, Node::parent, a)?;
        lab.lines();
        session.commit()?;
        lab.assert_heard(&["UPDATE nodes(parent_id)", "COMMIT"]);
        assert_eq!(tree(lab), ["a|b", "b|a"]);
        Ok(())
    });
}

#[test]
fn a_long_chain_and_a_large_circle_do_not_take_long() {
    everywhere(|lab| {
        let mut session = lab.session();
        let boss = session.add(Customer::new().email("0"));
        let mut last = boss;
        for n in 1..300 {
            last = session.append(last, Customer::reports, Customer::new().email(n.to_string()))?;
        }
        session.set(boss, Customer::manager, last)?;
        session.commit()?;
        assert_eq!(lab.rows("SELECT count(*) FROM customer WHERE manager_id IS NULL"), ["0"]);
        let all = session.query::<Customer>().all()?;
        all.into_iter().for_each(|customer| session.delete(customer));
        session.commit()?;
        assert_eq!(lab.rows("SELECT count(*) FROM customer"), ["0"]);
        Ok(())
    });
}

#[test]
fn s07_a_circle_without_a_column_that_may_be_null_is_refused_before_any_sql() {
    everywhere(|lab| {
        let mut session = lab.session();
        let [left, right] = ["l", "r"].map(|name| session.add(Ring::new().name(name)));
        session.set(left, Ring::next, right)?;
        session.set(right, Ring::next, left)?;
        let error = session.flush().unwrap_err();
        assert_eq!(error.kind(), ErrorKind::CircularDependency);
        let message = error.to_string();
        assert!(message.contains("<Ring(name='l')> and <Ring(name='r')> need each other"), "{message}");
        lab.assert_heard(&[]);
        // Nothing was sent, so that it can be mended.
        let own = session.add(Ring::new().name("own").id(7).next_id(7));
        session.set(left, Ring::next, own)?;
        session.commit()?;
        assert_eq!(
            lab.rows("SELECT r.name, n.name FROM rings r JOIN rings n ON n.id = r.next_id ORDER BY r.name"),
            ["l|own", "own|own", "r|l"]
        );
        Ok(())
    });
}

#[test]
fn a_row_that_is_its_own_parent_needs_its_key_where_the_column_may_not_be_null() {
    everywhere(|lab| {
        let mut session = lab.session();
        let own = session.add(Ring::new().name("own"));
        session.set(own, Ring::next, own)?;
        let error = session.flush().unwrap_err();
        assert_eq!(error.kind(), ErrorKind::CircularDependency);
        assert!(error.to_string().contains("<Ring(name='own')> is to refer to itself"), "{error}");
        lab.assert_heard(&[]);
        session[own].id = Some(3);
        session.commit()?;
        assert_eq!(lab.rows("SELECT id, next_id FROM rings"), ["3|3"]);
        Ok(())
    });
}

#[test]
fn versions_count_the_update_that_completes_a_circle_and_guard_what_opens_it() {
    everywhere(|lab| {
        let mut session = lab.session();
        let club = session.add(Club::new().name("c"));
        let chair = session.append(club, Club::members, Chair::new().name("ann"))?;
        session.set(club, Club::chair, chair)?;
        session.commit()?;
        assert_eq!((session[club].revision, session[chair].revision), (2, 1));
        assert_eq!(lab.rows("SELECT name, chair_id, revision FROM clubs"), ["c|1|2"]);
        session.query::<Club>().all()?;
        session.query::<Chair>().all()?;
        session.commit()?;

        lab.run("UPDATE clubs SET revision = 9");
        session.delete(club);
        session.delete(chair);
        let error = session.commit().unwrap_err();
        assert!(error.is_stale() && error.to_string().contains("Club"), "{error}");
        session.rollback()?;
        assert_eq!(session[club].chair_id, Some(1));
        session.refresh(club)?;
        session.delete(club);
        session.delete(chair);
        session.commit()?;
        assert_eq!(lab.rows("SELECT count(*) FROM clubs"), ["0"]);
        Ok(())
    });
}
