//! Links of rarer shapes: keys of several columns, a table linked with itself, what is never loaded, an association
//! object, and two foreign keys to one table.

use aludel_suite::{
    everywhere,
    models::{Course, Enrolment, Label, Ledger, Message, Paint, Person, Student, Tile},
};

#[test]
fn rows_between_hold_keys_of_several_columns() {
    everywhere(|lab| {
        let mut session = lab.session();
        let red = session.add(Paint::new().name("red"));
        let tile = session.add(Tile::new().x(1).y(2).paints([red]));
        let other = session.add(Tile::new().x(2).y(1));
        session.append(red, Paint::tiles, other)?;
        session.append(other, Tile::paints, Paint::new().name("blue"))?;
        session.commit()?;
        let rows = || lab.rows("SELECT tile_x, tile_y, paint FROM tile_paints ORDER BY id");
        assert_eq!(rows(), ["1|2|red", "2|1|red", "2|1|blue"]);

        let mut names = Vec::new();
        for paint in session.related(other, Tile::paints)? {
            names.push(session[paint].name.clone());
        }
        assert_eq!(names, ["blue", "red"], "in the order of the schema");
        assert_eq!(session.related(red, Paint::tiles)?, [tile, other]);

        session.remove(red, Paint::tiles, other)?;
        session.commit()?;
        assert_eq!(rows(), ["1|2|red", "2|1|blue"]);
        session.delete(tile);
        session.commit()?;
        assert_eq!(rows(), ["2|1|blue"]);
        Ok(())
    });
}

#[test]
fn a_table_linked_with_itself_has_two_sides() {
    everywhere(|lab| {
        let mut session = lab.session();
        let [ann, bob, cid] = ["ann", "bob", "cid"].map(|name| session.add(Person::new().name(name)));
        session.append(ann, Person::friends, bob)?;
        session.append(cid, Person::friend_of, ann)?;
        session.append(bob, Person::friends, ann)?;
        assert_eq!(session.related(ann, Person::friends)?, [bob, cid]);
        assert_eq!(session.related(ann, Person::friend_of)?, [bob]);
        session.append(ann, Person::friends, ann)?;
        session.commit()?;
        let rows = || lab.rows("SELECT person_id, friend_id FROM friendships ORDER BY person_id, friend_id");
        assert_eq!(rows(), ["1|1", "1|2", "1|3", "2|1"]);

        assert_eq!(session.related(ann, Person::friends)?, [ann, bob, cid]);
        assert_eq!(session.related(ann, Person::friend_of)?, [ann, bob]);
        assert_eq!(session.related(cid, Person::friend_of)?, [ann]);
        session.remove(bob, Person::friend_of, ann)?;
        assert_eq!(session.related(ann, Person::friends)?, [ann, cid]);
        session.commit()?;
        assert_eq!(rows(), ["1|1", "1|3", "2|1"], "the other way round is another row");

        session.delete(ann);
        session.commit()?;
        assert_eq!(rows(), [""; 0], "by either column");
        Ok(())
    });
}

#[test]
fn s116_a_many_to_many_that_is_never_loaded_is_changed_and_asked() {
    everywhere(|lab| {
        let mut session = lab.session();
        let ledger = session.add(Ledger::new());
        let label = session.add(Label::new().word("old"));
        session.append(ledger, Ledger::labels, label)?;
        session.commit()?;
        lab.lines();
        session.append(ledger, Ledger::labels, Label::new().word("new"))?;
        session.remove(ledger, Ledger::labels, label)?;
        session.commit()?;
        let heard = lab.heard();
        assert!(!heard.iter().any(|line| line.starts_with("SELECT")), "{heard:?}");
        let words = session.query_related(ledger, Ledger::labels).all()?;
        assert_eq!(words.iter().map(|&label| session[label].word.as_str()).collect::<Vec<_>>(), ["new"]);
        let error = session.related(ledger, Ledger::labels).unwrap_err().to_string();
        assert!(error.contains("Ledger::labels"), "{error}");
        Ok(())
    });
}

#[test]
fn an_association_object_is_a_child_of_both_sides() {
    everywhere(|lab| {
        let mut session = lab.session();
        let ann = session.add(Student::new().name("ann"));
        let maths = session.add(Course::new().title("maths"));
        let enrolment = session.add(Enrolment::new().student(ann).course(maths).grade(2));
        assert_eq!(session.related(ann, Student::enrolments)?, [enrolment]);
        assert_eq!(session.related(maths, Course::enrolments)?, [enrolment]);
        session.commit()?;
        assert_eq!(lab.rows("SELECT student_id, course_id, grade FROM enrolments"), ["1|1|2"]);
        assert_eq!(session.get::<Enrolment>((1, 1))?, Some(enrolment));
        session.remove(ann, Student::enrolments, enrolment)?;
        session.commit()?;
        assert_eq!(lab.rows("SELECT student_id FROM enrolments"), [""; 0], "an orphan is deleted");
        assert_eq!(session.related(maths, Course::enrolments)?, []);
        Ok(())
    });
}

#[test]
fn two_foreign_keys_to_one_table_are_two_links() {
    everywhere(|lab| {
        let mut session = lab.session();
        let [ann, bob] = ["ann", "bob"].map(|name| session.add(Person::new().name(name)));
        let hello = session.add(Message::new().words("hello").sender(ann).recipient(bob));
        let note = session.append(ann, Person::sent, Message::new().words("note"))?;
        session.append(ann, Person::received, note)?;
        assert_eq!(session.related(ann, Person::sent)?, [hello, note]);
        assert_eq!(session.related(ann, Person::received)?, [note]);
        session.commit()?;
        assert_eq!(
            lab.rows("SELECT words, sender_id, recipient_id FROM messages ORDER BY id"),
            ["hello|1|2", "note|1|1"]
        );
        session.remove(ann, Person::received, note)?;
        session.commit()?;
        assert_eq!(lab.rows("SELECT sender_id, recipient_id FROM messages ORDER BY id"), ["1|2", "1|NULL"]);
        assert_eq!(session.related(bob, Person::received)?, [hello]);
        Ok(())
    });
}
