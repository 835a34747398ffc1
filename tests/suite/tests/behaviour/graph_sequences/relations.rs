//! The relationships between the kinds, each with what can be done along it.

use aludel::{Result, Session, Tracked};
use aludel_suite::models::{
    Badge, Bride, Course, Depot, Dept, Employee, Groom, Member, Message, Node, Person, Profile, Region, Shelf, Student,
    Wedding, Zone,
};

use super::{
    drafts::{Values, cell, draft},
    kinds::{Handle, Kind, Plain},
};

/// How the members of a relationship are told.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Shape {
    /// By that foreign key of the member.
    Children(usize),
    /// By rows of that table between; flipped, where the owner stands on the right of a pair.
    Linked { table: usize, flipped: bool },
}

/// The order that the schema says.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Order {
    Unsaid,
    Key,
    Name,
    NameDown,
}

/// The tables between, with the names of their two columns.
pub const BETWEEN: &[(&str, [&str; 2])] =
    &[("attendances", ["student_id", "course_id"]), ("friendships", ["person_id", "friend_id"])];

/// What a collection of any number can do beside.
#[derive(Debug)]
pub struct Many {
    pub append: fn(&mut Session, Handle, Handle) -> Result<Handle>,
    pub append_new: fn(&mut Session, Handle, &Values) -> Result<Handle>,
    pub remove: fn(&mut Session, Handle, Handle) -> Result<()>,
}

/// The way back, from the member that holds the foreign key.
#[derive(Debug)]
pub struct Back {
    pub related: fn(&mut Session, Handle) -> Result<Option<Handle>>,
    pub loaded: fn(&Session, Handle) -> Option<Handle>,
    pub is_loaded: fn(&Session, Handle) -> bool,
    pub clear: fn(&mut Session, Handle) -> Result<()>,
    pub set: fn(&mut Session, Handle, Option<Handle>) -> Result<()>,
    /// Adds a member that is given its owner.
    pub add_to: fn(&mut Session, &Values, Handle) -> Handle,
    /// Adds a member that brings a new owner along.
    pub add_below_new: fn(&mut Session, &Values, &Values) -> Handle,
}

/// A relationship, seen from the side that has the members.
#[derive(Debug)]
pub struct Relation {
    pub name: &'static str,
    pub owner: Kind,
    pub member: Kind,
    pub shape: Shape,
    pub order: Order,
    pub related: fn(&mut Session, Handle) -> Result<Vec<Handle>>,
    pub loaded: fn(&Session, Handle) -> Vec<Handle>,
    pub is_loaded: fn(&Session, Handle) -> bool,
    pub clear: fn(&mut Session, Handle) -> Result<()>,
    /// Makes these the members.
    pub set: fn(&mut Session, Handle, &[Handle]) -> Result<()>,
    /// Makes a new object the only member.
    pub set_new: fn(&mut Session, Handle, &Values) -> Result<()>,
    /// Adds an owner that brings members of the session along.
    pub add_with: fn(&mut Session, &Values, &[Handle]) -> Handle,
    /// Adds an owner that brings new members along.
    pub add_with_new: fn(&mut Session, &Values, &[Values]) -> Handle,
    pub many: Option<Many>,
    pub back: Option<Back>,
}

/// Handles as following a relationship gives them.
trait Handles {
    fn handles(self) -> Vec<Handle>;
}

impl<M: Plain> Handles for Vec<Tracked<M>> {
    fn handles(self) -> Vec<Handle> {
        self.into_iter().map(M::handle).collect()
    }
}

impl<M: Plain> Handles for Option<Tracked<M>> {
    fn handles(self) -> Vec<Handle> {
        self.into_iter().map(M::handle).collect()
    }
}

macro_rules! relation {
    ($owner:ident.$members:ident, $member:ident, $shape:expr, $order:ident, $many:expr, $back:expr, $handles:ident, $drafts:ident) => {
        Relation {
            name: concat!(stringify!($owner), "::", stringify!($members)),
            owner: Kind::$owner,
            member: Kind::$member,
            shape: $shape,
            order: Order::$order,
            related: |session, owner| Ok(session.related($owner::tracked(owner), $owner::$members)?.handles()),
            loaded: |session, owner| session.loaded($owner::tracked(owner), $owner::$members).handles(),
            is_loaded: |session, owner| session.is_loaded($owner::tracked(owner), $owner::$members),
            clear: |session, owner| session.clear($owner::tracked(owner), $owner::$members),
            set: |session, owner, members| {
                let members = members.iter().map(|&it| $member::tracked(it));
                session.set($owner::tracked(owner), $owner::$members, $handles!(members))
            },
            set_new: |session, owner, values| {
                let member = [values].into_iter().map(|values| draft!($member, values));
                session.set($owner::tracked(owner), $owner::$members, $drafts!(member))
            },
            add_with: |session, values, members| {
                let members = members.iter().map(|&it| $member::tracked(it));
                $owner::handle(session.add(draft!($owner, values).$members($drafts!(members))))
            },
            add_with_new: |session, values, members| {
                let members = members.iter().map(|values| draft!($member, values));
                $owner::handle(session.add(draft!($owner, values).$members($drafts!(members))))
            },
            many: $many,
            back: $back,
        }
    };
}

macro_rules! several {
    ($drafts:expr) => {
        $drafts.collect::<Vec<_>>()
    };
}

macro_rules! single {
    ($drafts:expr) => {
        $drafts.last().unwrap()
    };
}

macro_rules! at_most_one {
    ($handles:expr) => {
        $handles.last()
    };
}

macro_rules! many {
    ($owner:ident.$members:ident, $member:ident) => {
        Some(Many {
            append: |session, owner, member| {
                Ok($member::handle(session.append(
                    $owner::tracked(owner),
                    $owner::$members,
                    $member::tracked(member),
                )?))
            },
            append_new: |session, owner, values| {
                Ok($member::handle(session.append(
                    $owner::tracked(owner),
                    $owner::$members,
                    draft!($member, values),
                )?))
            },
            remove: |session, owner, member| {
                session.remove($owner::tracked(owner), $owner::$members, $member::tracked(member))
            },
        })
    };
}

macro_rules! back {
    ($member:ident.$one:ident, $owner:ident) => {
        Some(Back {
            related: |session, member| {
                Ok(session.related($member::tracked(member), $member::$one)?.map($owner::handle))
            },
            loaded: |session, member| session.loaded($member::tracked(member), $member::$one).map($owner::handle),
            is_loaded: |session, member| session.is_loaded($member::tracked(member), $member::$one),
            clear: |session, member| session.clear($member::tracked(member), $member::$one),
            set: |session, member, owner| {
                session.set($member::tracked(member), $member::$one, owner.map($owner::tracked))
            },
            add_to: |session, values, owner| {
                $member::handle(session.add(draft!($member, values).$one($owner::tracked(owner))))
            },
            add_below_new: |session, values, owner| {
                $member::handle(session.add(draft!($member, values).$one(draft!($owner, owner))))
            },
        })
    };
}

macro_rules! relations {
    (has_many $owner:ident.$members:ident $order:ident $member:ident.$one:ident $slot:literal) => {
        relation!(
            $owner.$members,
            $member,
            Shape::Children($slot),
            $order,
            many!($owner.$members, $member),
            back!($member.$one, $owner),
            several,
            several
        )
    };
    (has_one $owner:ident.$members:ident $member:ident.$one:ident $slot:literal) => {
        relation!(
            $owner.$members,
            $member,
            Shape::Children($slot),
            Unsaid,
            None,
            back!($member.$one, $owner),
            at_most_one,
            single
        )
    };
    (linked $owner:ident.$members:ident $order:ident $member:ident $table:literal $flipped:literal) => {
        relation!(
            $owner.$members,
            $member,
            Shape::Linked { table: $table, flipped: $flipped },
            $order,
            many!($owner.$members, $member),
            None,
            several,
            several
        )
    };
}

/// Every relationship; one of many-to-many twice, once from each side.
pub static RELATIONS: &[Relation] = &[
    relations!(linked Student.courses Name Course 0 false),
    relations!(linked Course.students NameDown Student 0 true),
    relations!(has_many Node.children Key Node.parent 0),
    relations!(has_many Dept.employees Key Employee.dept 0),
    relations!(has_many Employee.heads Unsaid Dept.head 0),
    relations!(linked Person.friends Key Person 1 false),
    relations!(linked Person.friend_of Key Person 1 true),
    relations!(has_many Person.sent Key Message.sender 0),
    relations!(has_many Person.received Key Message.recipient 1),
    relations!(has_one Member.profile Profile.member 0),
    relations!(has_one Member.badge Badge.member 0),
    relations!(has_many Groom.weddings Unsaid Wedding.groom 0),
    relations!(has_many Bride.weddings Unsaid Wedding.bride 1),
    relations!(has_many Zone.shelves Key Shelf.zone 0),
    relations!(has_many Region.depots Key Depot.region 0),
];

/// Kinds that are played with together.
pub const GROUPS: &[&[Kind]] = &[
    &[Kind::Student, Kind::Course],
    &[Kind::Node],
    &[Kind::Dept, Kind::Employee],
    &[Kind::Ticket],
    &[Kind::Person, Kind::Message],
    &[Kind::Member, Kind::Profile, Kind::Badge],
    &[Kind::Groom, Kind::Bride, Kind::Wedding],
    &[Kind::Zone, Kind::Shelf],
    &[Kind::Region, Kind::Depot],
];
