//! Foreign keys of two columns, and to a column that is not the key.

use aludel::{Result, Session};
use aludel_suite::{
    Lab, everywhere,
    models::{Cell, Page, Remark, Site},
};

fn sites(lab: &Lab) -> Result<Session> {
    let mut session = lab.session();
    session.add_all((0..30).map(|site| {
        Site::new().host(format!("h{site}")).pages((0..2).map(move |page| Page::new().path(format!("{site}/{page}"))))
    }));
    session.add(Page::new().path("lost"));
    session.flush()?;
    lab.assert_heard(&["BEGIN", "INSERT sites", "INSERT pages"]);
    session.commit()?;
    session.close()?;
    assert_eq!(lab.rows("SELECT count(*) FROM pages WHERE path LIKE substr(site_host, 2) || '/%'"), ["60"]);
    lab.lines();
    Ok(session)
}

#[test]
fn a_collection_by_a_unique_column() {
    everywhere(|lab| {
        let mut session = sites(lab)?;
        for site in session.query::<Site>().all()? {
            let pages = session.related(site, Site::pages)?;
            assert_eq!(pages.len(), 2);
            for page in pages {
                assert_eq!(session[page].site_host.as_ref(), Some(&session[site].host));
                assert_eq!(session.related(page, Page::site)?, Some(site));
            }
        }
        lab.assert_heard(&["BEGIN", "SELECT sites", "SELECT pages"]);
        Ok(())
    });
}

#[test]
fn parents_by_a_unique_column() {
    everywhere(|lab| {
        let mut session = sites(lab)?;
        for page in session.query::<Page>().order_by(Page::id).all()? {
            let site = session.related(page, Page::site)?;
            assert_eq!(site.map(|site| session[site].host.clone()), session[page].site_host);
        }
        lab.assert_heard(&["BEGIN", "SELECT pages", "SELECT sites"]);
        Ok(())
    });
}

#[test]
fn a_child_moves_between_parents_of_a_unique_column() {
    everywhere(|lab| {
        let mut session = sites(lab)?;
        let sites = session.query::<Site>().order_by(Site::id).limit(3).all()?;
        let pages = session.related(sites[0], Site::pages)?;
        session.related(sites[1], Site::pages)?;
        session.append(sites[1], Site::pages, pages[0])?;
        assert_eq!(session.related(sites[0], Site::pages)?, [pages[1]]);
        assert_eq!(session.related(sites[1], Site::pages)?.len(), 3);
        session[pages[1]].site_host = Some("h2".into());
        session.related(sites[2], Site::pages)?;
        session.flush()?;
        assert_eq!(session.related(sites[0], Site::pages)?, []);
        assert_eq!(session.related(sites[2], Site::pages)?.len(), 3);
        let new = session.add(Site::new().host("new"));
        session.append(new, Site::pages, pages[0])?;
        session.commit()?;
        assert_eq!(lab.rows("SELECT site_host FROM pages WHERE id <= 2 ORDER BY id"), ["new", "h2"]);
        Ok(())
    });
}

#[test]
fn two_columns() {
    everywhere(|lab| {
        let mut session = lab.session();
        session.add_all((0..12).map(|n| {
            Cell::new().row(n / 4).col(n % 4).remarks((0..n % 3).map(move |k| Remark::new().words(format!("{n}-{k}"))))
        }));
        session.add(Remark::new().words("nowhere"));
        session.add(Remark::new().words("half").cell_row(1));
        session.commit()?;
        session.close()?;
        lab.lines();
        for cell in session.query::<Cell>().order_by(Cell::row).order_by(Cell::col).all()? {
            let number = session[cell].row * 4 + session[cell].col;
            let words: Vec<String> =
                session.related(cell, Cell::remarks)?.into_iter().map(|it| session[it].words.clone()).collect();
            assert_eq!(words, (0..number % 3).map(|k| format!("{number}-{k}")).collect::<Vec<_>>());
        }
        lab.assert_heard(&["BEGIN", "SELECT cells", "SELECT remarks"]);
        session.close()?;
        lab.lines();
        for remark in session.query::<Remark>().order_by(Remark::id).all()? {
            let cell = session.related(remark, Remark::cell)?;
            let has_cell = session[remark].words.contains('-');
            assert_eq!(cell.is_some(), has_cell);
            assert!(cell.is_none_or(|cell| session[cell].row == session[remark].cell_row.unwrap_or(-1)));
        }
        lab.assert_heard(&["BEGIN", "SELECT remarks", "SELECT cells"]);

        let remark = session.query::<Remark>().filter_by(Remark::words, "nowhere").one()?;
        let cell = session.get::<Cell>((1, 1))?.unwrap();
        session.append(cell, Cell::remarks, remark)?;
        assert_eq!((session[remark].cell_row, session[remark].cell_col), (Some(1), Some(1)));
        session.commit()?;
        session.delete(cell);
        session.commit()?;
        assert_eq!(lab.rows("SELECT cell_row, cell_col FROM remarks WHERE words = 'nowhere'"), ["NULL|NULL"]);
        Ok(())
    });
}
