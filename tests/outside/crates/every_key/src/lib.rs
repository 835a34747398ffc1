//! Models that use every key of the schema language. Every item of the generated code is documented, which only a library's
//! public face can show.
#![deny(warnings, missing_docs)]

use std::borrow::Cow;

use aludel::{
    AfterDelete, AfterInsert, AfterUpdate, BeforeDelete, BeforeInsert, BeforeUpdate, ColumnType, Result, Session, Validate,
    ValidationErrors,
};

/// The models of `every_key`.
pub mod models;

pub mod postgresql {
    //! The models of `every_key_postgresql`.
    aludel::include_models!("postgresql");
}

/// The type that the schema names.
#[derive(Clone, Debug, PartialEq, PartialOrd, serde::Serialize, serde::Deserialize)]
pub struct Email(pub String);

impl ColumnType for Email {
    type Stored = String;

    fn to_stored(&self) -> Cow<'_, String> {
        Cow::Borrowed(&self.0)
    }

    fn from_stored(stored: String) -> Option<Self> {
        stored.contains('@').then_some(Email(stored))
    }

    fn placeholder() -> Self {
        Email(String::new())
    }
}

impl Validate for models::Manufacturer {
    fn validate(&self, errors: &mut ValidationErrors<Self>) {
        if self.name.is_empty() {
            errors.add(Self::name, "must not be empty");
        }
    }
}

impl BeforeInsert for models::Manufacturer {
    fn before_insert(&mut self, _: &Session) -> Result<()> {
        self.name = self.name.trim().to_owned();
        Ok(())
    }
}

impl BeforeUpdate for models::Manufacturer {
    fn before_update(&mut self, _: &Session) -> Result<()> {
        self.name.push('!');
        Ok(())
    }
}

impl BeforeDelete for models::Manufacturer {
    fn before_delete(&self, _: &Session) -> Result<()> {
        Ok(())
    }
}

impl AfterInsert for models::Manufacturer {
    fn after_insert(&self, _: &Session) -> Result<()> {
        Ok(())
    }
}

impl AfterUpdate for models::Manufacturer {
    fn after_update(&self, _: &Session) -> Result<()> {
        Ok(())
    }
}

impl AfterDelete for models::Manufacturer {
    fn after_delete(&self, _: &Session) -> Result<()> {
        Ok(())
    }
}
