//! A flush of two hundred rows, nearly each of which is a statement of its own, that takes a database from one
//! generation to the next.

use aludel::{Engine, Result, Session, Tracked};
use aludel_suite::models::{self, Account, Course, Document, Job, Node, Student, User};

/// Rows that are updated, of each of two models; neighbours change different columns.
const EDITED: usize = 40;
/// Rows of a chain: each needs the key of the one before it. It takes the place of the generation's before.
const CHAIN: usize = 70;
/// New rows whose neighbours leave different columns to the database.
const JOBS: usize = 50;
/// New rows in one batch.
const ACCOUNTS: usize = 30;
/// Students and courses; half of the pairs are linked, in each generation the other half.
const SIDE: usize = 6;

/// A session with the objects of the generation that the database is in.
pub(crate) struct World {
    pub(crate) session: Session,
    pub(crate) generation: usize,
    objects: Objects,
}

#[derive(Default)]
struct Objects {
    users: Vec<Tracked<User>>,
    documents: Vec<Tracked<Document>>,
    nodes: Vec<Tracked<Node>>,
    jobs: Vec<Tracked<Job>>,
    accounts: Vec<Tracked<Account>>,
    students: Vec<Tracked<Student>>,
    courses: Vec<Tracked<Course>>,
}

/// How the way to the next generation is gone.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) enum Way {
    /// One flush, by `commit`.
    Flush,
    /// Several, in savepoints, with lazy loads between them.
    Nested,
}

impl World {
    /// Makes the tables and the first generation.
    pub(crate) fn create(engine: &Engine) -> World {
        models::metadata().create_all(engine).unwrap();
        let mut session = Session::new(engine);
        let objects = Objects {
            users: session.add_all((0..EDITED).map(|_| User::new().name("new").fullname("new").password("x"))),
            documents: session.add_all((0..EDITED).map(|_| Document::new().title("new").body("new"))),
            students: session.add_all((0..SIDE).map(|number| Student::new().name(number.to_string()))),
            courses: session.add_all((0..SIDE).map(|number| Course::new().title(number.to_string()))),
            ..Objects::default()
        };
        let mut world = World { session, generation: 0, objects };
        world.edit(0);
        let (nodes, jobs, accounts) = (world.chain(0), world.jobs(0), world.accounts(0));
        world.link(0, None);
        world.session.commit().unwrap();
        world.objects = Objects { nodes, jobs, accounts, ..world.objects };
        world
    }

    /// Finds what the database has, with a session that then has no transaction open.
    pub(crate) fn open(engine: &Engine) -> World {
        World::found(Session::new(engine)).unwrap()
    }

    fn found(mut session: Session) -> Result<World> {
        let objects = Objects {
            users: session.query::<User>().order_by(User::id).all()?,
            documents: session.query::<Document>().order_by(Document::id).all()?,
            nodes: session.query::<Node>().order_by(Node::name).all()?,
            jobs: session.query::<Job>().order_by(Job::name).all()?,
            accounts: session.query::<Account>().order_by(Account::owner).all()?,
            students: session.query::<Student>().order_by(Student::id).all()?,
            courses: session.query::<Course>().order_by(Course::id).all()?,
        };
        let generation = session[objects.users[0]].name[1..].parse().unwrap();
        session.commit()?;
        Ok(World { session, generation, objects })
    }

    /// Reads everything again, with the same session.
    pub(crate) fn reopened(self) -> Result<World> {
        World::found(self.session)
    }

    /// Goes on to the next generation; the handles are those of the new objects then, and otherwise what they were.
    pub(crate) fn advance(&mut self, way: Way) -> Result<()> {
        let next = self.generation + 1;
        match way {
            Way::Flush => self.edit(next),
            Way::Nested => self.edit_nested(next)?,
        }
        for &node in &self.objects.nodes {
            self.session.delete(node);
        }
        self.objects.jobs.iter().for_each(|&job| self.session.delete(job));
        self.objects.accounts.iter().for_each(|&account| self.session.delete(account));
        let (nodes, jobs, accounts) = (self.chain(next), self.jobs(next), self.accounts(next));
        self.link(next, Some(self.generation));
        let done = self.session.commit();
        if done.is_err() {
            // What the flush took in has left the session by now, or is pending where no transaction could begin.
            let last = nodes[CHAIN - 1];
            assert!(!self.session.contains(last) || self.session.pending().contains(last));
            return done;
        }
        self.generation = next;
        let Objects { users, documents, students, courses, .. } = std::mem::take(&mut self.objects);
        self.objects = Objects { users, documents, students, courses, nodes, jobs, accounts };
        Ok(())
    }

    /// After a rollback: the objects are those of the generation that the session knew.
    pub(crate) fn assert_as_before(&self) {
        let session = &self.session;
        assert!(session.pending().is_empty() && session.dirty().is_empty() && session.deleted().is_empty());
        assert!(!session.in_transaction());
        let Objects { users, documents, nodes, jobs, accounts, students, .. } = &self.objects;
        let rows = |rows: Vec<String>, expected: fn(usize) -> Vec<String>| assert_eq!(rows, expected(self.generation));
        rows(users.iter().map(|&it| format!("{}|{}", session[it].name, session[it].fullname)).collect(), users_of);
        rows(documents.iter().map(|&it| document(&session[it])).collect(), documents_of);
        rows(accounts.iter().map(|&it| session[it].owner.clone()).collect(), accounts_of);
        let name = |job: &Job| format!("{}|{}", job.name.as_deref().unwrap(), job.state.as_deref().unwrap());
        rows(jobs.iter().map(|&it| name(&session[it])).collect(), jobs_of);
        let parent = |it: Tracked<Node>| session.loaded(it, Node::parent).map_or("-", |it| &*session[it].name);
        rows(nodes.iter().map(|&it| format!("{}|{}", session[it].name, parent(it))).collect(), nodes_of);
        assert!(students.iter().all(|&student| session.loaded(student, Student::courses).is_empty()));
    }

    fn edit(&mut self, generation: usize) {
        self.edit_users(generation);
        self.edit_documents(generation);
    }

    fn edit_users(&mut self, generation: usize) {
        for (number, &user) in self.objects.users.iter().enumerate() {
            match number % 2 {
                0 => self.session[user].name = mark(generation),
                _ => self.session[user].fullname = mark(generation),
            }
        }
    }

    fn edit_documents(&mut self, generation: usize) {
        for (number, &document) in self.objects.documents.iter().enumerate() {
            match number % 2 {
                0 => self.session[document].title = mark(generation),
                _ => self.session[document].body = Some(mark(generation)),
            }
        }
    }

    /// A savepoint in a savepoint, one of which is rolled back, and a collection and a reference loaded lazily.
    fn edit_nested(&mut self, generation: usize) -> Result<()> {
        self.edit_users(generation);
        let Objects { documents, students, nodes, jobs, .. } = &self.objects;
        let mut savepoint = self.session.begin_nested()?;
        for (number, &document) in documents.iter().enumerate() {
            match number % 2 {
                0 => savepoint[document].title = mark(generation),
                _ => savepoint[document].body = Some(mark(generation)),
            }
        }
        assert_eq!(savepoint.related(students[0], Student::courses)?.len(), SIDE / 2);
        let mut inner = savepoint.begin_nested()?;
        inner[jobs[0]].name = Some("taken back".to_owned());
        inner.add(Account::new().owner("taken back"));
        inner.delete(jobs[1]);
        inner.flush()?;
        assert_eq!(inner.related(nodes[1], Node::parent)?, Some(nodes[0]));
        inner.rollback()?;
        savepoint.commit()
    }

    fn chain(&mut self, generation: usize) -> Vec<Tracked<Node>> {
        let mut nodes: Vec<Tracked<Node>> = Vec::with_capacity(CHAIN);
        for number in 0..CHAIN {
            let node = Node::new().name(numbered(generation, number));
            let node = match nodes.last() {
                Some(&parent) => self.session.add(node.parent(parent)),
                None => self.session.add(node),
            };
            nodes.push(node);
        }
        nodes
    }

    fn jobs(&mut self, generation: usize) -> Vec<Tracked<Job>> {
        let job = |number: usize| {
            let job = Job::new().name(numbered(generation, number));
            if number.is_multiple_of(2) { job } else { job.state("given") }
        };
        self.session.add_all((0..JOBS).map(job))
    }

    fn accounts(&mut self, generation: usize) -> Vec<Tracked<Account>> {
        self.session.add_all((0..ACCOUNTS).map(|number| Account::new().owner(numbered(generation, number))))
    }

    fn link(&mut self, generation: usize, before: Option<usize>) {
        for (number, &student) in self.objects.students.iter().enumerate() {
            for (other, &course) in self.objects.courses.iter().enumerate() {
                if linked(number, other, generation) {
                    self.session.append(student, Student::courses, course).unwrap();
                } else if before.is_some() {
                    self.session.remove(student, Student::courses, course).unwrap();
                }
            }
        }
    }
}

/// The generation that the database is in, all of it.
///
/// # Panics
/// Where it is in none: some rows are of one, and some of another.
pub(crate) fn generation(reader: &Engine) -> usize {
    let mut connection = reader.connect().unwrap();
    let mut transaction = connection.begin().unwrap();
    let mut rows = |sql: &str| -> Vec<String> { transaction.query(sql, &[], |row| row.get(0)).unwrap() };
    let users = rows("SELECT name || '|' || fullname FROM users ORDER BY id");
    let generation = users[0][1..users[0].find('|').unwrap()].parse().unwrap();
    assert_eq!(users, users_of(generation));
    let documents = rows("SELECT title || '|' || body FROM documents ORDER BY id");
    assert_eq!(documents, documents_of(generation));
    let parent = "LEFT JOIN nodes parent ON parent.id = nodes.parent_id ORDER BY nodes.name";
    let nodes = rows(&format!("SELECT nodes.name || '|' || coalesce(parent.name, '-') FROM nodes {parent}"));
    assert_eq!(nodes, nodes_of(generation));
    assert_eq!(rows("SELECT name || '|' || state FROM jobs ORDER BY name"), jobs_of(generation));
    assert_eq!(rows("SELECT owner FROM accounts ORDER BY owner"), accounts_of(generation));
    let sides = "JOIN students ON students.id = student_id JOIN courses ON courses.id = course_id";
    let links = rows(&format!("SELECT students.name || '|' || courses.title FROM attendances {sides} ORDER BY 1"));
    assert_eq!(links, links_of(generation));
    generation
}

fn mark(generation: usize) -> String {
    format!("g{generation}")
}

fn numbered(generation: usize, number: usize) -> String {
    format!("g{generation} {number:03}")
}

fn linked(student: usize, course: usize, generation: usize) -> bool {
    (student + course + generation).is_multiple_of(2)
}

fn edited(generation: usize) -> Vec<String> {
    let row = |number: usize| match number % 2 {
        0 => format!("{}|new", mark(generation)),
        _ => format!("new|{}", mark(generation)),
    };
    (0..EDITED).map(row).collect()
}

fn users_of(generation: usize) -> Vec<String> {
    edited(generation)
}

fn documents_of(generation: usize) -> Vec<String> {
    edited(generation)
}

fn document(document: &Document) -> String {
    format!("{}|{}", document.title, document.body.as_deref().unwrap())
}

fn nodes_of(generation: usize) -> Vec<String> {
    let parent = |number: usize| number.checked_sub(1).map_or("-".to_owned(), |parent| numbered(generation, parent));
    (0..CHAIN).map(|number| format!("{}|{}", numbered(generation, number), parent(number))).collect()
}

fn jobs_of(generation: usize) -> Vec<String> {
    let state = |number: usize| if number.is_multiple_of(2) { "new" } else { "given" };
    (0..JOBS).map(|number| format!("{}|{}", numbered(generation, number), state(number))).collect()
}

fn accounts_of(generation: usize) -> Vec<String> {
    (0..ACCOUNTS).map(|number| numbered(generation, number)).collect()
}

fn links_of(generation: usize) -> Vec<String> {
    let pairs = (0..SIDE).flat_map(|student| (0..SIDE).map(move |course| (student, course)));
    let linked = pairs.filter(|&(student, course)| linked(student, course, generation));
    linked.map(|(student, course)| format!("{student}|{course}")).collect()
}
