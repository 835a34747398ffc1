//! What is the same in every model but for names.

/// `Model::read`, `value`, `assign` and `changed`: every column with its index and field; `filled` where the column is
/// NOT NULL and the field an `Option`, empty until the database or the flush fills it.
#[doc(hidden)]
#[macro_export]
macro_rules! fields {
    ($($index:literal $field:ident $($filled:ident)?),+ $(,)?) => {
        fn read(row: &$crate::Row<'_>, at: usize) -> $crate::Result<Self> {
            ::core::result::Result::Ok(Self {
                $($field: $crate::read_field!(row, at + $index $(, $filled)?),)+
            })
        }

        $crate::to_json! {}

        fn value(&self, column: usize) -> $crate::ValueRef<'_> {
            match column {
                $($index => $crate::Field::to_ref(&self.$field),)+
                _ => $crate::ValueRef::Null,
            }
        }

        fn assign(&mut self, column: usize, value: $crate::Value) -> ::core::option::Option<()> {
            match column {
                $($index => self.$field = $crate::Field::from_value(value)?,)+
                _ => return ::core::option::Option::None,
            }
            ::core::option::Option::Some(())
        }

        fn changed(&self, base: &Self, columns: &mut ::std::vec::Vec<usize>) {
            $(if !$crate::Field::same(&self.$field, &base.$field) {
                columns.push($index);
            })+
        }
    };
}

/// The function of [`fields!`](crate::fields) that makes JSON, where the feature `serde` is on.
#[cfg(feature = "serde")]
#[doc(hidden)]
#[macro_export]
macro_rules! to_json {
    () => {
        fn to_json(&self) -> $crate::serde_json::Result<$crate::serde_json::Value> {
            $crate::serde_json::to_value(self)
        }
    };
}

/// Nothing: the feature `serde` is off.
#[cfg(not(feature = "serde"))]
#[doc(hidden)]
#[macro_export]
macro_rules! to_json {
    () => {};
}

/// One field of [`fields!`](crate::fields), from its cell.
#[doc(hidden)]
#[macro_export]
macro_rules! read_field {
    ($row:ident, $at:expr) => {
        $row.get($at)?
    };
    ($row:ident, $at:expr, filled) => {
        ::core::option::Option::Some($row.get($at)?)
    };
}

/// The functions of a view: `query`, and what reads without a session.
#[doc(hidden)]
#[macro_export]
macro_rules! view_functions {
    ($model:ident, $key:ty, materialized) => {
        $crate::view_functions!($model, $key);

        /// Has PostgreSQL compute the rows again, which it keeps; on SQLite, where the view is computed whenever it is
        /// read, nothing. One round trip.
        ///
        /// # Errors
        /// What the database says.
        pub fn refresh(executor: impl $crate::Executor) -> $crate::Result<()> {
            $crate::crud::refresh_view::<$model>(executor)
        }
    };
    ($model:ident, $key:ty) => {
        /// A query for whole objects, bound to no session: `.filter(...)`, `.order_by(...)`, `.all(&mut session)?`.
        pub fn query() -> $crate::Query<$crate::Entity<$model>> {
            $crate::select($crate::entity())
        }

        /// The object with that key, tracked by no session. One round trip.
        ///
        /// # Errors
        /// What the database says.
        pub fn find(
            executor: impl $crate::Executor,
            key: impl $crate::IntoKey<$key>,
        ) -> $crate::Result<::core::option::Option<$model>> {
            $crate::crud::find(executor, key)
        }

        /// Every object of the table or view, tracked by no session, in no promised order. One round trip.
        ///
        /// # Errors
        /// What the database says.
        pub fn all(executor: impl $crate::Executor) -> $crate::Result<::std::vec::Vec<$model>> {
            $crate::crud::all(executor)
        }
    };
}

/// A model's functions: `query`, and plain CRUD.
#[doc(hidden)]
#[macro_export]
macro_rules! functions {
    ($model:ident, $key:ty) => {
        $crate::view_functions!($model, $key);

        /// Inserts the object as a row and gives it back with what the database filled. One round trip.
        ///
        /// # Errors
        /// A NOT NULL column that is empty and a text that is too long, before anything is sent; what the database
        /// says.
        pub fn insert(self, executor: impl $crate::Executor) -> $crate::Result<$model> {
            $crate::crud::insert(executor, self)
        }

        /// Rows to be inserted, in bulk and beside any session's objects: `.execute(&mut session)?` tells how many there
        /// were, `.returning(&mut connection)?` gives the objects with what the database filled. See `aludel::bulk`.
        pub fn insert_many<'a, I>(objects: I) -> $crate::bulk::InsertMany<'a, $model>
        where
            I: ::core::iter::IntoIterator<IntoIter: 'a>,
            I::Item: $crate::bulk::IntoObjectOf<$model> + 'a,
        {
            $crate::bulk::InsertMany::new(objects)
        }

        /// Rows to be updated by the objects' keys, in bulk: every column, or those that `.set(...)` names. See
        /// `aludel::bulk`.
        pub fn update_many<'a, I>(objects: I) -> $crate::bulk::UpdateMany<'a, $model>
        where
            I: ::core::iter::IntoIterator<IntoIter: 'a>,
            I::Item: $crate::bulk::IntoObjectOf<$model> + 'a,
        {
            $crate::bulk::UpdateMany::new(objects)
        }

        /// Rows to be inserted or, where one of that key is there already, updated: `.on_conflict(...)` names another
        /// unique constraint, `.set(...)` the columns to update, `.do_nothing()` none. See `aludel::bulk`.
        pub fn upsert<'a, I>(objects: I) -> $crate::bulk::Upsert<'a, $model>
        where
            I: ::core::iter::IntoIterator<IntoIter: 'a>,
            I::Item: $crate::bulk::IntoObjectOf<$model> + 'a,
        {
            $crate::bulk::Upsert::new(objects)
        }

        /// Rows to be deleted by their keys, in bulk. See `aludel::bulk`.
        pub fn delete_many<'a, I>(keys: I) -> $crate::bulk::DeleteMany<'a, $model>
        where
            I: ::core::iter::IntoIterator<IntoIter: 'a>,
            I::Item: $crate::IntoKey<$key> + 'a,
        {
            $crate::bulk::DeleteMany::new(keys)
        }

        /// Writes every column to the row with the object's key. One round trip.
        ///
        /// # Errors
        /// `ErrorKind::StaleData` where the row is gone or has another version; otherwise as `insert`.
        pub fn update(&mut self, executor: impl $crate::Executor) -> $crate::Result<()> {
            $crate::crud::update(executor, self)
        }

        /// Deletes the row with that key. One round trip.
        ///
        /// # Errors
        /// `ErrorKind::NoResultFound` where there is no such row; what the database says.
        pub fn delete(executor: impl $crate::Executor, key: impl $crate::IntoKey<$key>) -> $crate::Result<()> {
            $crate::crud::delete::<$model>(executor, key)
        }
    };
}

/// The module whose types name, in messages, the required columns that are not set, and the state of a builder in
/// which none is.
#[doc(hidden)]
#[macro_export]
macro_rules! missing {
    ($module:ident; $($column:ident),+ $(,)?) => {
        $crate::missing!($module; $($column),+; ($($column,)+));
    };
    ($module:ident; $($column:ident),+ $(,)?; $all:ty) => {
        /// Names, in the compiler's messages, required columns that are not set.
        #[allow(non_camel_case_types, reason = "a marker has the name of its column")]
        pub mod $module {
            $(
                #[doc = concat!("`", stringify!($column), "` is not set.")]
                #[derive(Debug)]
                pub enum $column {}

                impl $crate::Missing for $column {
                    fn missing(names: &mut ::std::vec::Vec<&'static ::core::primitive::str>) {
                        names.push(::core::stringify!($column));
                    }
                }
            )+

            /// No required column is set.
            pub type All = $all;
        }
    };
}

/// A builder's setters: `fn setter(index field: type) -> state;`
#[doc(hidden)]
#[macro_export]
macro_rules! setters {
    ($builder:ident: $($(#[$doc:meta])* fn $setter:ident($index:literal $field:ident: $type:ty) -> $state:ty;)+) => {
        $(
            $(#[$doc])*
            #[allow(clippy::wrong_self_convention, reason = "a setter has the name of its column")]
            pub fn $setter(self, value: impl $crate::IntoField<$type>) -> $state {
                let set = self.0.set($index, |it| it.$field = $crate::IntoField::into_field(value));
                $builder(set, ::core::marker::PhantomData)
            }
        )+
    };
}

/// A builder's setters of relationships: `fn setter(constant, parent: model) -> state;`, where `parent`, `child` or
/// `children` is what comes along.
#[doc(hidden)]
#[macro_export]
macro_rules! relatives {
    ($builder:ident: $($(#[$doc:meta])* fn $setter:ident($constant:path, $what:ident: $model:ty) -> $state:ty;)+) => {
        $(
            $crate::relative!($builder: $(#[$doc])* $setter($constant, $what: $model) $state);
        )+
    };
}

/// One setter of [`relatives!`](crate::relatives).
#[doc(hidden)]
#[macro_export]
macro_rules! relative {
    ($builder:ident: $(#[$doc:meta])* $setter:ident($constant:path, children: $model:ty) $state:ty) => {
        $(#[$doc])*
        #[allow(clippy::wrong_self_convention, reason = "a setter has the name of its relationship")]
        pub fn $setter(
            self,
            children: impl ::core::iter::IntoIterator<Item = impl $crate::DraftOf<$model>>,
        ) -> $state {
            $builder(self.0.children($constant, children), ::core::marker::PhantomData)
        }
    };
    ($builder:ident: $(#[$doc:meta])* $setter:ident($constant:path, $what:ident: $model:ty) $state:ty) => {
        $(#[$doc])*
        #[allow(clippy::wrong_self_convention, reason = "a setter has the name of its relationship")]
        pub fn $setter(self, $what: impl $crate::DraftOf<$model>) -> $state {
            $builder(self.0.$what($constant, $what), ::core::marker::PhantomData)
        }
    };
}

/// The end of a builder, and what else can be added to a session.
#[doc(hidden)]
#[macro_export]
macro_rules! drafts {
    ($model:ident, $builder:ident) => {
        impl $crate::Writable for $model {}

        #[allow(dead_code, reason = "no program uses every function")]
        impl<SetColumns, Relatives> $builder<SetColumns, Relatives> {
            /// Inserts the object as a row, beside any session, and gives it back with what the database filled. One
            /// round trip.
            ///
            /// # Errors
            /// A NOT NULL column that is empty and a text that is too long, before anything is sent; what the
            /// database says.
            pub fn insert(self, executor: impl $crate::Executor) -> $crate::Result<$model>
            where
                SetColumns: $crate::AllSet,
                Relatives: $crate::IsAlone,
            {
                $crate::crud::insert(executor, self.0.into_object())
            }

            /// The object itself, in no session and no database.
            pub fn build(self) -> $model
            where
                SetColumns: $crate::AllSet,
                Relatives: $crate::IsAlone,
            {
                self.0.into_object()
            }
        }

        /// So that drafts with and without relatives can stand in one list: `.into()` after those without.
        impl<SetColumns> ::core::convert::From<$builder<SetColumns>> for $builder<SetColumns, $crate::WithRelatives> {
            fn from(alone: $builder<SetColumns>) -> Self {
                $builder(alone.0, ::core::marker::PhantomData)
            }
        }

        /// So that whole objects and drafts can stand in one list: `.into()` after the objects.
        impl<SetColumns: $crate::AllSet> ::core::convert::From<$model> for $builder<SetColumns, $crate::WithRelatives> {
            fn from(object: $model) -> Self {
                $builder($crate::Seed::whole(object), ::core::marker::PhantomData)
            }
        }

        /// As among drafts with relatives.
        impl<SetColumns: $crate::AllSet> ::core::convert::From<$model> for $builder<SetColumns> {
            fn from(object: $model) -> Self {
                $builder($crate::Seed::whole(object), ::core::marker::PhantomData)
            }
        }

        impl<SetColumns, Relatives> $crate::Draft for $builder<SetColumns, Relatives>
        where
            SetColumns: $crate::AllSet,
            Relatives: 'static,
        {
            type Model = $model;

            fn enter(self, session: &mut $crate::Session) -> $crate::Tracked<$model> {
                self.0.enter(session)
            }

            fn refused_by(&self, session: &$crate::Session) -> ::core::option::Option<$crate::Error> {
                self.0.refused_by(session)
            }

            fn merge_into(self, session: &mut $crate::Session) -> $crate::Result<$crate::Tracked<$model>> {
                self.0.merge(session, &[])
            }
        }

        impl<SetColumns: $crate::Missing, Relatives> $crate::Mergeable for $builder<SetColumns, Relatives> {
            type Model = $model;

            fn merge_into(self, session: &mut $crate::Session) -> $crate::Result<$crate::Tracked<$model>> {
                let mut missing = ::std::vec::Vec::new();
                SetColumns::missing(&mut missing);
                self.0.merge(session, &missing)
            }
        }

        impl<SetColumns, Relatives> $crate::bulk::IntoObject for $builder<SetColumns, Relatives>
        where
            SetColumns: $crate::AllSet,
            Relatives: $crate::IsAlone,
        {
            type Model = $model;

            fn into_object<'o>(self) -> ::std::borrow::Cow<'o, $model>
            where
                Self: 'o,
            {
                ::std::borrow::Cow::Owned(self.0.into_object())
            }
        }

        impl $crate::bulk::IntoObject for $model {
            type Model = $model;

            fn into_object<'o>(self) -> ::std::borrow::Cow<'o, $model>
            where
                Self: 'o,
            {
                ::std::borrow::Cow::Owned(self)
            }
        }

        impl $crate::Draft for $model {
            type Model = $model;

            fn enter(self, session: &mut $crate::Session) -> $crate::Tracked<$model> {
                $crate::Seed::new(self).enter(session)
            }

            fn merge_into(self, session: &mut $crate::Session) -> $crate::Result<$crate::Tracked<$model>> {
                $crate::Seed::whole(self).merge(session, &[])
            }
        }

        impl $crate::Mergeable for $model {
            type Model = $model;

            fn merge_into(self, session: &mut $crate::Session) -> $crate::Result<$crate::Tracked<$model>> {
                $crate::Seed::whole(self).merge(session, &[])
            }
        }
    };
}
