//! Models under another name.

/// A model under another name: every column with its index and its type, `aludel::Null` beside it where it may be
/// NULL. The first is written before the rest: it carries the alias's name.
#[doc(hidden)]
#[macro_export]
macro_rules! alias {
    (
        $alias:ident of $model:ident in $table:ident:
        $first_index:literal $first:ident($($first_type:ty),+)
        $(, $index:literal $field:ident($($type:ty),+))* $(,)?
    ) => {
        #[doc = concat!("[`", stringify!($model), "`] under another name, to stand beside itself in a query.")]
        #[derive(Clone, Copy, Debug)]
        #[allow(dead_code, reason = "no program uses every column")]
        #[allow(non_snake_case, reason = "a field has the name of its column")]
        pub struct $alias {
            #[doc = concat!("`", stringify!($first), "` of the alias.")]
            pub $first: $crate::Column<$alias, $($first_type),+>,
            $(
                #[doc = concat!("`", stringify!($field), "` of the alias.")]
                pub $field: $crate::Column<$alias, $($type),+>,
            )*
        }

        #[allow(dead_code, reason = "no program uses every function")]
        impl $model {
            /// The same model under another name, to stand beside itself in a query.
            pub fn alias(name: &'static str) -> $alias {
                $alias::of($crate::Alias::named(name))
            }

            /// The same, under a name that each statement finds for it: each alias is another.
            pub fn aliased() -> $alias {
                $alias::of($crate::Alias::numbered())
            }
        }

        #[allow(dead_code, reason = "no program uses every function")]
        impl $alias {
            fn of(alias: $crate::Alias) -> Self {
                $alias {
                    $first: $crate::Column::of_alias(&$table, $first_index, alias),
                    $($field: $crate::Column::of_alias(&$table, $index, alias),)*
                }
            }

            /// The whole object, to be selected or joined.
            pub fn entity(&self) -> $crate::Entity<$model> {
                $crate::Entity::of_alias(self.$first.alias())
            }
        }

        impl $crate::AliasOf<$model> for $alias {
            fn alias(&self) -> ::core::option::Option<$crate::Alias> {
                self.$first.alias()
            }
        }
    };
}
