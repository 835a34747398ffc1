//! Serialize and Deserialize for generated code, where the feature `serde` is on: the feature is ours and not that of
//! the crate which holds the generated code, so that it cannot be asked there.

/// Serialize, Deserialize, and what a patch is in JSON, for a model: `field: type = "name"` for each column, in their
/// order, with `skip_serializing` and `skip_deserializing` behind it. A missing field is an error, but for an `Option`,
/// which is `None`; a field that is not known is passed over, or refused where the model's name has
/// `deny_unknown_fields` behind it.
#[cfg(feature = "serde")]
#[doc(hidden)]
#[macro_export]
macro_rules! serde_model {
    (
        $model:ident $($container:ident)?:
        $($(#[$attribute:meta])* $field:ident: $type:ty = $name:literal $($skipped:ident)*),+ $(,)?
    ) => {
        const _: () = {
            #[derive($crate::serde::Serialize)]
            #[serde(crate = "::aludel::serde")]
            #[allow(dead_code, reason = "not every field is serialized")]
            struct SerializedFields<'fields> {
                $($(#[$attribute])* #[serde(rename = $name)] $(#[serde($skipped)])* $field: &'fields $type,)+
            }

            #[derive($crate::serde::Deserialize)]
            #[serde(crate = "::aludel::serde")]
            $(#[serde($container)])?
            struct DeserializedFields {
                $($(#[$attribute])* #[serde(rename = $name)] $(#[serde($skipped)])* $field: $type,)+
            }

            impl $crate::serde::Serialize for $model {
                fn serialize<Out: $crate::serde::Serializer>(
                    &self,
                    serializer: Out,
                ) -> ::core::result::Result<Out::Ok, Out::Error> {
                    $crate::serde::Serialize::serialize(&SerializedFields { $($field: &self.$field,)+ }, serializer)
                }
            }

            impl<'de> $crate::serde::Deserialize<'de> for $model {
                fn deserialize<In: $crate::serde::Deserializer<'de>>(
                    deserializer: In,
                ) -> ::core::result::Result<Self, In::Error> {
                    let fields = <DeserializedFields as $crate::serde::Deserialize>::deserialize(deserializer)?;
                    ::core::result::Result::Ok($model { $($field: fields.$field,)+ })
                }
            }

            impl $crate::JsonFields for $model {
                const FIELDS: &'static [$crate::JsonField] =
                    &[$($crate::JsonField::new($name) $(.$skipped())*),+];

                fn field_to_json(
                    field: &str,
                    value: $crate::Value,
                ) -> ::core::option::Option<$crate::serde_json::Result<$crate::serde_json::Value>> {
                    match field {
                        $($name => $crate::field_to_json::<$type>(value),)+
                        _ => ::core::option::Option::None,
                    }
                }

                fn field_from_json(
                    field: &str,
                    json: $crate::serde_json::Value,
                ) -> $crate::serde_json::Result<$crate::Value> {
                    match field {
                        $($name => $crate::field_from_json::<$type>(json),)+
                        _ => ::core::result::Result::Err($crate::no_such_field(field)),
                    }
                }
            }
        };
    };
}

/// Nothing: the feature `serde` is off.
#[cfg(not(feature = "serde"))]
#[doc(hidden)]
#[macro_export]
macro_rules! serde_model {
    ($($any:tt)*) => {};
}

/// Serialize and Deserialize for an enum: as the text that the database holds, or as other texts.
#[cfg(feature = "serde")]
#[doc(hidden)]
#[macro_export]
macro_rules! serde_enum {
    ($kind:ident) => {
        impl $crate::serde::Serialize for $kind {
            fn serialize<Out: $crate::serde::Serializer>(
                &self,
                serializer: Out,
            ) -> ::core::result::Result<Out::Ok, Out::Error> {
                serializer.serialize_str(self.as_str())
            }
        }

        impl<'de> $crate::serde::Deserialize<'de> for $kind {
            fn deserialize<In: $crate::serde::Deserializer<'de>>(
                deserializer: In,
            ) -> ::core::result::Result<Self, In::Error> {
                let text: ::std::string::String = $crate::serde::Deserialize::deserialize(deserializer)?;
                text.parse().map_err($crate::serde::de::Error::custom)
            }
        }
    };
    ($kind:ident: $($variant:ident = $json:literal),+) => {
        impl $crate::serde::Serialize for $kind {
            fn serialize<Out: $crate::serde::Serializer>(
                &self,
                serializer: Out,
            ) -> ::core::result::Result<Out::Ok, Out::Error> {
                serializer.serialize_str(match self {
                    $($kind::$variant => $json,)+
                })
            }
        }

        impl<'de> $crate::serde::Deserialize<'de> for $kind {
            fn deserialize<In: $crate::serde::Deserializer<'de>>(
                deserializer: In,
            ) -> ::core::result::Result<Self, In::Error> {
                let text: ::std::string::String = $crate::serde::Deserialize::deserialize(deserializer)?;
                ::core::result::Result::Ok(match text.as_str() {
                    $($json => $kind::$variant,)+
                    _ => {
                        let error = $crate::no_such_value(stringify!($kind), &text);
                        return ::core::result::Result::Err($crate::serde::de::Error::custom(error));
                    }
                })
            }
        }
    };
}

/// Nothing: the feature `serde` is off.
#[cfg(not(feature = "serde"))]
#[doc(hidden)]
#[macro_export]
macro_rules! serde_enum {
    ($($any:tt)*) => {};
}
