//! Serialize and Deserialize for generated code, where the feature `serde` is on: the feature is ours and not that of
//! the crate which holds the generated code, so that it cannot be asked there.

/// Serialize, Deserialize, and what a patch takes from JSON, for a model: `field: type = "name"` for each column. A missing field is an error, but
/// for an `Option`, which is `None`; a field that is not known is passed over.
#[cfg(feature = "serde")]
#[doc(hidden)]
#[macro_export]
macro_rules! serde_model {
    ($model:ident: $($field:ident: $type:ty = $name:literal),+ $(,)?) => {
        const _: () = {
            #[derive($crate::serde::Serialize)]
            #[serde(crate = "::aludel::serde")]
            struct SerializedFields<'fields> {
                $(#[serde(rename = $name)] $field: &'fields $type,)+
            }

            #[derive($crate::serde::Deserialize)]
            #[serde(crate = "::aludel::serde")]
            struct DeserializedFields {
                $(#[serde(rename = $name)] $field: $type,)+
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

            impl $crate::FromJson for $model {
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

/// Serialize and Deserialize for an enum: as the text that the database holds.
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
}

/// Nothing: the feature `serde` is off.
#[cfg(not(feature = "serde"))]
#[doc(hidden)]
#[macro_export]
macro_rules! serde_enum {
    ($($any:tt)*) => {};
}
