//! What the schema language says of tables, at run time.

use aludel_suite::{
    everywhere,
    models::{Bookshelf, Vase, Volume},
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
