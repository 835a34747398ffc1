//! Drafts of every kind, from the values that a step names.

use aludel::Session;
use aludel_suite::models::{
    Badge, Bride, Course, Depot, Dept, Employee, Groom, Member, Message, Node, Person, Profile, Region, Shelf, Student,
    Ticket, Wedding, Zone,
};

use super::kinds::{Cell, Handle, Kind};

/// What the columns of a new object are to hold.
pub type Values = Vec<Option<String>>;

pub fn cell<T: Cell>(values: &Values, at: usize) -> T {
    T::read(values[at].as_deref())
}

/// The builder of a model with its values set.
macro_rules! draft {
    (Student, $values:expr) => {
        Student::new().name(cell::<String>($values, 0))
    };
    (Course, $values:expr) => {
        Course::new().title(cell::<String>($values, 0))
    };
    (Node, $values:expr) => {
        Node::new().name(cell::<String>($values, 0))
    };
    (Dept, $values:expr) => {
        Dept::new().name(cell::<String>($values, 0))
    };
    (Employee, $values:expr) => {
        Employee::new().name(cell::<String>($values, 0))
    };
    (Ticket, $values:expr) => {
        Ticket::new()
            .code(cell::<String>($values, 0))
            .hall(cell::<Option<String>>($values, 1))
            .seat(cell::<Option<i32>>($values, 2))
    };
    (Person, $values:expr) => {
        Person::new().name(cell::<String>($values, 0))
    };
    (Message, $values:expr) => {
        Message::new().words(cell::<String>($values, 0))
    };
    (Member, $values:expr) => {
        Member::new().name(cell::<String>($values, 0))
    };
    (Profile, $values:expr) => {
        Profile::new().words(cell::<String>($values, 0))
    };
    (Badge, $values:expr) => {
        Badge::new().number(cell::<i32>($values, 0))
    };
    (Zone, $values:expr) => {
        Zone::new().code(cell::<String>($values, 0))
    };
    (Region, $values:expr) => {
        Region::new().code(cell::<String>($values, 0))
    };
    ($model:ident, $values:expr) => {{
        assert!($values.is_empty(), "a model without values");
        $model::new()
    }};
}

pub(super) use draft;

macro_rules! add {
    ($kind:expr, $session:expr, $values:expr; $($model:ident)+) => {
        match $kind {
            $(Kind::$model => Handle::$model($session.add(draft!($model, $values))),)+
        }
    };
}

impl Kind {
    /// Adds a new object to the session.
    pub fn add(self, session: &mut Session, values: &Values) -> Handle {
        add!(
            self, session, values; Student Course Node Dept Employee Ticket Person Message Member Profile Badge Groom
            Bride Wedding Zone Shelf Region Depot
        )
    }
}
