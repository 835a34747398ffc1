//! Many-to-many: rows between, each once, and both sides in memory.

use aludel::{ErrorKind, Session, Tracked};
use aludel_suite::{
    Lab, everywhere,
    models::{BlogPost, Keyword, User},
};

fn wendy() -> aludel::Result<User> {
    Ok(User::new().name("wendy").fullname("Wendy").password("x").build())
}

/// A post with the keywords `a` and `b`, committed; and a keyword without posts.
fn post(lab: &Lab, session: &mut Session) -> aludel::Result<(Tracked<BlogPost>, Vec<Tracked<Keyword>>)> {
    let author = session.add(wendy()?);
    let keywords = ["a", "b", "c"].map(|keyword| session.add(Keyword::new().keyword(keyword)));
    let post = session.add(BlogPost::new().headline("h").author(author).keywords([keywords[0], keywords[1]]));
    session.commit()?;
    lab.lines();
    Ok((post, keywords.to_vec()))
}

fn links(lab: &Lab) -> Vec<String> {
    lab.rows("SELECT post_id, keyword_id FROM post_keywords ORDER BY post_id, keyword_id")
}

#[test]
fn t101_rows_between_go_out_after_both_sides_in_one_batch() {
    everywhere(|lab| {
        let mut session = lab.session();
        let author = session.add(wendy()?);
        let post = session.add(BlogPost::new().headline("h").author(author));
        session.append(post, BlogPost::keywords, Keyword::new().keyword("wendy"))?;
        let first = session.append(post, BlogPost::keywords, Keyword::new().keyword("firstpost"))?;
        assert_eq!(session.related(first, Keyword::posts)?, [post], "the other side agrees before any SQL");
        lab.assert_heard(&[]);
        session.commit()?;
        lab.assert_heard(&[
            "BEGIN",
            "INSERT keywords",
            "INSERT users",
            "INSERT posts",
            "INSERT post_keywords",
            "COMMIT",
        ]);
        assert_eq!(links(lab), ["1|1", "1|2"]);
        Ok(())
    });
}

#[test]
fn s52_a_link_made_on_both_sides_is_one_row() {
    everywhere(|lab| {
        let mut session = lab.session();
        let (post, keywords) = post(lab, &mut session)?;
        session.append(post, BlogPost::keywords, keywords[2])?;
        session.append(keywords[2], Keyword::posts, post)?;
        session.append(post, BlogPost::keywords, keywords[2])?;
        session.commit()?;
        lab.assert_heard(&["BEGIN", "INSERT post_keywords", "COMMIT"]);
        assert_eq!(links(lab), ["1|1", "1|2", "1|3"]);
        Ok(())
    });
}

#[test]
fn s50_rows_go_before_rows_come_and_an_equal_replacement_sends_nothing() {
    everywhere(|lab| {
        let mut session = lab.session();
        let (post, keywords) = post(lab, &mut session)?;
        assert_eq!(session.related(post, BlogPost::keywords)?.len(), 2);
        lab.lines();
        session.remove(post, BlogPost::keywords, keywords[0])?;
        session.append(post, BlogPost::keywords, keywords[0])?;
        session.append(post, BlogPost::keywords, keywords[2])?;
        session.remove(post, BlogPost::keywords, keywords[2])?;
        assert_eq!(session.related(post, BlogPost::keywords)?.len(), 2);
        session.set(post, BlogPost::keywords, [keywords[1], keywords[0]])?;
        session.flush()?;
        lab.assert_heard(&[]);
        session.append(post, BlogPost::keywords, keywords[2])?;
        session.remove(post, BlogPost::keywords, keywords[0])?;
        assert_eq!(session.related(post, BlogPost::keywords)?, [keywords[1], keywords[2]]);
        assert_eq!(session.related(keywords[0], Keyword::posts)?, []);
        session.commit()?;
        let heard = lab.heard();
        let between: Vec<&String> = heard.iter().filter(|it| it.ends_with(" post_keywords")).collect();
        assert_eq!(between, ["DELETE post_keywords", "INSERT post_keywords"], "{heard:?}");
        assert_eq!(links(lab), ["1|2", "1|3"]);
        assert_eq!(lab.rows("SELECT count(*) FROM keywords"), ["3"]);
        Ok(())
    });
}

#[test]
fn s72_changes_of_a_collection_that_is_not_loaded_wait_and_are_merged() {
    everywhere(|lab| {
        let mut session = Session::builder(lab.engine()).autoflush(false).build();
        let (post, keywords) = post(lab, &mut session)?;
        session.append(post, BlogPost::keywords, keywords[2])?;
        session.remove(post, BlogPost::keywords, keywords[0])?;
        lab.assert_heard(&[]);
        assert!(!session.is_loaded(post, BlogPost::keywords));
        assert_eq!(session.loaded(post, BlogPost::keywords), [keywords[1], keywords[2]], "as it was last known");
        session.expire(post)?;
        assert_eq!(session.loaded(post, BlogPost::keywords), [keywords[2]]);
        let members = session.related(post, BlogPost::keywords)?;
        assert_eq!(members, [keywords[1], keywords[2]]);
        assert_eq!(session.related(keywords[0], Keyword::posts)?, []);
        session.commit()?;
        assert_eq!(links(lab), ["1|2", "1|3"]);
        Ok(())
    });
}

#[test]
fn s51_deleting_either_side_takes_its_rows_between_along() {
    everywhere(|lab| {
        let mut session = lab.session();
        let (post, keywords) = post(lab, &mut session)?;
        session.delete(keywords[0]);
        session.commit()?;
        lab.assert_heard(&["BEGIN", "DELETE post_keywords", "DELETE keywords", "COMMIT"]);
        assert_eq!(links(lab), ["1|2"]);
        assert_eq!(session.related(post, BlogPost::keywords)?, [keywords[1]]);
        session.delete(post);
        session.append(post, BlogPost::keywords, keywords[2])?;
        session.commit()?;
        assert!(links(lab).is_empty());
        assert_eq!(lab.rows("SELECT keyword FROM keywords ORDER BY id"), ["b", "c"]);
        Ok(())
    });
}

#[test]
fn s53_a_row_between_that_is_gone_is_stale_data() {
    everywhere(|lab| {
        let mut session = lab.session();
        let (post, keywords) = post(lab, &mut session)?;
        lab.run("DELETE FROM post_keywords WHERE keyword_id = 1");
        session.remove(post, BlogPost::keywords, keywords[0])?;
        let error = session.commit().unwrap_err();
        lab.assert_heard(&["BEGIN", "DELETE post_keywords", "ROLLBACK"]);
        assert_eq!(error.kind(), ErrorKind::StaleData);
        assert!(error.to_string().contains("post_keywords"), "{error}");
        session.rollback()?;
        assert_eq!(session.related(post, BlogPost::keywords)?, [keywords[1]]);
        let stranger = session.remove(post, BlogPost::keywords, keywords[0]).unwrap_err();
        assert_eq!(stranger.kind(), ErrorKind::InvalidRequest);
        session.commit()?;
        assert_eq!(links(lab), ["1|2"]);
        Ok(())
    });
}

#[test]
fn a_rollback_takes_links_back() {
    everywhere(|lab| {
        let mut session = lab.session();
        let (post, keywords) = post(lab, &mut session)?;
        let mut others = session.related(post, BlogPost::keywords)?;
        session.append(post, BlogPost::keywords, keywords[2])?;
        session.remove(post, BlogPost::keywords, keywords[0])?;
        session.flush()?;
        session.remove(post, BlogPost::keywords, keywords[1])?;
        session.rollback()?;
        others.sort_by_key(|&it| session[it].id);
        let mut now = session.related(post, BlogPost::keywords)?;
        now.sort_by_key(|&it| session[it].id);
        assert_eq!(now, others);
        session.commit()?;
        assert_eq!(links(lab), ["1|1", "1|2"]);
        Ok(())
    });
}

#[test]
fn many_posts_are_walked_with_a_statement() {
    everywhere(|lab| {
        let mut session = lab.session();
        let author = session.add(wendy()?);
        let keywords = session.add_all((0..7).map(|n| Keyword::new().keyword(format!("k{n}"))));
        for n in 0..40_usize {
            let mine: Vec<_> = keywords.iter().copied().skip(n % 7).collect();
            session.add(BlogPost::new().headline(format!("{n}")).author(author).keywords(mine));
        }
        session.commit()?;
        session.close()?;
        lab.lines();
        let posts = session.query::<BlogPost>().order_by(BlogPost::id).all()?;
        for (n, &post) in posts.iter().enumerate() {
            assert_eq!(session.related(post, BlogPost::keywords)?.len(), 7 - n % 7);
        }
        lab.assert_heard(&["BEGIN", "SELECT posts", "SELECT keywords"]);
        let keywords = session.query::<Keyword>().order_by(Keyword::id).all()?;
        let all = session.related_all(&keywords, Keyword::posts)?;
        assert_eq!(all.iter().map(Vec::len).sum::<usize>(), (0..40).map(|n| 7 - n % 7).sum::<usize>());
        lab.assert_heard(&["SELECT keywords", "SELECT posts"]);
        Ok(())
    });
}
