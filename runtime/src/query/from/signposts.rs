//! Methods that a relationship has not, where one is looked for: nothing satisfies what they ask, and the compiler says
//! what to write instead. The documentation does not show them, nor do editors.

macro_rules! traits {
    ($($name:ident $message:literal $label:literal $note:literal;)*) => { $(
        #[doc(hidden)]
        #[diagnostic::on_unimplemented(message = $message, label = $label, note = $note)]
        pub trait $name {}
    )* };
}

traits! {
    ComparedByMember
        "a collection is not compared: `{Self}` leads to many"
        "ask `.contains(handle)`, `.any(condition)` or `.is_none()`"
        "a condition on what it leads to: `.any(Address::email_address.eq(...))`";
    ComparedByHandle
        "a relationship is not compared like a column: `{Self}` leads to an object"
        "compare it by `.is(handle)`, `.is_not(handle)`, `.is_none()`, or ask `.has(condition)`"
        "a key is compared with the column of the foreign key: `Address::user_id.eq(1)`";
    ComparedByCondition
        "a relationship is not compared like a column: `{Self}` leads to an object"
        "ask `.has(condition)` or `.is_none()`"
        "its foreign key is a column of the other model";
    AnyOfMany
        "`{Self}` leads to many: `.has(...)` is of relationships that lead to one object"
        "ask `.any(condition)`"
        "`.contains(handle)` asks for one of them";
    HasOfOne
        "`{Self}` leads to one object: `.any(...)` is of collections"
        "ask `.has(condition)`"
        "`.exists()` asks whether there is one";
}

/// The methods that are looked for, but not there, of one type of relationships.
macro_rules! signposts {
    (HasMany) => {
        signposts!(HasMany: ComparedByMember; eq(_: V), ne(_: V), is(_: V), is_not(_: V), in_(_: V), is_null(), is_not_null());
        signposts!(HasMany: AnyOfMany; has(_: V));
    };
    (HasOne) => {
        signposts!(HasOne: ComparedByCondition; eq(_: V), ne(_: V), is(_: V), is_not(_: V), in_(_: V), contains(_: V));
        signposts!(HasOne: ComparedByCondition; is_null(), is_not_null());
        signposts!(HasOne: HasOfOne; any(_: V));
    };
    (BelongsTo) => {
        signposts!(BelongsTo: ComparedByHandle; eq(_: V), ne(_: V), in_(_: V), contains(_: V), is_null(), is_not_null());
        signposts!(BelongsTo: HasOfOne; any(_: V));
    };
    ($type:ident: $bound:ident; $($method:ident($($value:tt: $generic:ident)?)),*) => {
        #[allow(clippy::wrong_self_convention, reason = "they have the names that are looked for")]
        impl<A: Model, B: Model> $type<A, B> { $(
            #[doc(hidden)]
            pub fn $method$(<$generic>)?(self $(, $value: $generic)?) -> Expr<bool>
            where
                Self: $crate::query::from::signposts::$bound,
            {
                self.exists()
            }
        )* }
    };
}

pub(super) use signposts;
