//! The models that take part, as data for the oracle and as handles for the session.

use aludel::{Model, Result, Session, Tracked};
use aludel_suite::models::{
    Badge, Bride, Course, Depot, Dept, Employee, Groom, Member, Message, Node, Person, Profile, Region, Shelf, Student,
    Ticket, Wedding, Zone,
};

/// What deleting a parent does to a child.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Rule {
    /// It is deleted too, and also where it loses its parent.
    DeleteAndOrphans,
    /// Its reference becomes NULL.
    Nullify,
    /// The deletion is refused.
    Refuse,
}

/// A foreign key.
#[derive(Debug)]
pub struct Reference {
    pub to: Kind,
    pub required: bool,
    pub rule: Rule,
}

/// What a column can hold.
#[derive(Clone, Copy, Debug)]
pub enum Fill {
    /// A text, another one each time.
    Name,
    /// A number, another one each time.
    Number,
    /// One of a few: NULL where it is empty.
    OneOf(&'static [&'static str]),
}

/// A column, or a foreign key, that is part of what must be unique.
#[derive(Clone, Copy, Debug)]
pub enum Part {
    Value(usize),
    Parent(usize),
}

/// A model.
#[derive(Debug)]
pub struct Info {
    pub table: &'static str,
    /// The names of the key, the other columns, and the foreign keys.
    pub columns: &'static [&'static str],
    /// What the columns hold that are neither the database's key nor foreign keys.
    pub values: &'static [Fill],
    pub references: &'static [Reference],
    pub unique: &'static [&'static [Part]],
    /// Whether the first value is the key; otherwise the database gives one.
    pub keyed: bool,
}

/// Text of a cell, and back.
pub trait Cell {
    fn show(&self) -> Option<String>;
    fn read(text: Option<&str>) -> Self;
}

impl Cell for String {
    fn show(&self) -> Option<String> {
        Some(self.clone())
    }

    fn read(text: Option<&str>) -> Self {
        text.unwrap_or_default().to_owned()
    }
}

impl Cell for i32 {
    fn show(&self) -> Option<String> {
        Some(self.to_string())
    }

    fn read(text: Option<&str>) -> Self {
        text.unwrap_or("0").parse().unwrap()
    }
}

impl<T: Cell> Cell for Option<T> {
    fn show(&self) -> Option<String> {
        self.as_ref().and_then(Cell::show)
    }

    fn read(text: Option<&str>) -> Self {
        text.map(|text| T::read(Some(text)))
    }
}

/// A model among the kinds.
pub trait Plain: Model {
    fn handle(tracked: Tracked<Self>) -> Handle;
    fn tracked(handle: Handle) -> Tracked<Self>;
}

macro_rules! kinds {
    ($($model:ident $table:literal $key:ident $keyed:literal
       { $($value:ident $fill:expr),* } { $($fk:ident $to:ident $required:literal $rule:ident),* } [$($unique:expr),*];)+) => {
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
        pub enum Kind {
            $($model),+
        }

        #[derive(Clone, Copy, Debug, PartialEq)]
        pub enum Handle {
            $($model(Tracked<$model>)),+
        }

        impl Kind {
            pub fn info(self) -> &'static Info {
                match self {
                    $(Kind::$model => &Info {
                        table: $table,
                        columns: &[stringify!($key), $(stringify!($value),)* $(stringify!($fk)),*],
                        values: &[$($fill),*],
                        references: &[$(Reference { to: Kind::$to, required: $required, rule: Rule::$rule }),*],
                        unique: &[$(&$unique),*],
                        keyed: $keyed,
                    },)+
                }
            }

            /// Every object of the kind that the database has.
            pub fn query(self, session: &mut Session) -> Result<Vec<Handle>> {
                match self {
                    $(Kind::$model => Ok(session.query::<$model>().all()?.into_iter().map(Handle::$model).collect()),)+
                }
            }

            pub fn get(self, session: &mut Session, key: &str) -> Result<Option<Handle>> {
                match self {
                    $(Kind::$model => {
                        let key = <<$model as Model>::Key as Cell>::read(Some(key));
                        Ok(session.get::<$model>(key)?.map(Handle::$model))
                    })+
                }
            }
        }

        impl Handle {
            pub fn kind(self) -> Kind {
                match self { $(Handle::$model(_) => Kind::$model),+ }
            }

            pub fn contained(self, session: &Session) -> bool {
                match self { $(Handle::$model(it) => session.contains(it)),+ }
            }

            pub fn is_expired(self, session: &Session) -> bool {
                match self { $(Handle::$model(it) => session.is_expired(it).unwrap()),+ }
            }

            pub fn key(self, session: &Session) -> Option<String> {
                match self { $(Handle::$model(it) => session.key(it).ok()?.show()),+ }
            }

            /// What the object holds: its values, then its foreign keys.
            pub fn cells(self, session: &Session) -> Vec<Option<String>> {
                match self {
                    $(Handle::$model(it) => {
                        let _object = &session[it];
                        vec![$(_object.$value.show(),)* $(_object.$fk.show()),*]
                    })+
                }
            }

            /// Writes a cell, as [`cells`](Handle::cells) counts them.
            pub fn put(self, session: &mut Session, at: usize, value: Option<&str>) {
                match self {
                    $(Handle::$model(it) => {
                        let _object = &mut session[it];
                        let mut _cells = 0..;
                        $(if _cells.next() == Some(at) { _object.$value = Cell::read(value); })*
                        $(if _cells.next() == Some(at) { _object.$fk = Cell::read(value); })*
                    })+
                }
            }

            pub fn delete(self, session: &mut Session) {
                match self { $(Handle::$model(it) => session.delete(it)),+ }
            }

            pub fn undelete(self, session: &mut Session) -> Result<()> {
                match self { $(Handle::$model(it) => session.undelete(it)),+ }
            }

            pub fn add(self, session: &mut Session) -> Handle {
                match self { $(Handle::$model(it) => Handle::$model(session.add(it))),+ }
            }

            pub fn expire(self, session: &mut Session) -> Result<()> {
                match self { $(Handle::$model(it) => session.expire(it)),+ }
            }

            pub fn refresh(self, session: &mut Session) -> Result<()> {
                match self { $(Handle::$model(it) => session.refresh(it)),+ }
            }

            pub fn expunge(self, session: &mut Session) -> Result<()> {
                match self { $(Handle::$model(it) => session.expunge(it).map(drop)),+ }
            }
        }

        $(impl Plain for $model {
            fn handle(tracked: Tracked<Self>) -> Handle {
                Handle::$model(tracked)
            }

            fn tracked(handle: Handle) -> Tracked<Self> {
                match handle {
                    Handle::$model(tracked) => tracked,
                    other => panic!("{other:?} is no {}", stringify!($model)),
                }
            }
        })+
    };
}

use Fill::{Name, Number, OneOf};
use Part::{Parent, Value};

kinds! {
    Student "students" id false { name Name } {} [];
    Course "courses" id false { title Name } {} [];
    Node "nodes" id false { name Name } { parent_id Node false DeleteAndOrphans } [];
    Dept "depts" id false { name Name } { head_id Employee false Nullify } [];
    Employee "employees" id false { name Name } { dept_id Dept true Refuse } [];
    Ticket "tickets" id false
        { code OneOf(&["a", "b", "c", "d"]), hall OneOf(&["", "x", "y"]), seat OneOf(&["", "1", "2"]) }
        {} [[Value(0)], [Value(1), Value(2)]];
    Person "people" id false { name Name } {} [];
    Message "messages" id false { words Name } { sender_id Person true Refuse, recipient_id Person false Nullify } [];
    Member "members" id false { name Name } {} [];
    Profile "profiles" id false { words Name } { member_id Member true DeleteAndOrphans } [[Parent(0)]];
    Badge "badges" id false { number Number } { member_id Member false Nullify } [[Parent(0)]];
    Groom "grooms" id false {} {} [];
    Bride "brides" id false {} {} [];
    Wedding "weddings" id false {}
        { groom_id Groom false DeleteAndOrphans, bride_id Bride false DeleteAndOrphans } [];
    Zone "zones" code true { code OneOf(&["a", "b", "c"]) } {} [[Value(0)]];
    Shelf "shelves" id false {} { zone_code Zone true Refuse } [];
    Region "regions" code true { code OneOf(&["a", "b", "c"]) } {} [[Value(0)]];
    Depot "depots" id false {} { region_code Region false Nullify } [];
}
