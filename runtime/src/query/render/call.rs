//! Functions called: their order, filter and window.

use super::{
    super::tree::{Call, Function, Window},
    Writer,
};
use crate::Result;

impl<'q> Writer<'q, '_> {
    pub(super) fn call(&mut self, call: &'q Call) -> Result<()> {
        match &call.name {
            Function::Known(name) => self.push(name),
            Function::Named(name) => self.statement.push_text(name),
        }
        self.push(if call.distinct { "(DISTINCT " } else { "(" });
        self.list(&call.arguments)?;
        if call.within_group {
            self.push(") WITHIN GROUP (");
        }
        self.order(if call.within_group { "ORDER BY " } else { " ORDER BY " }, &call.order)?;
        self.push(")");
        if let Some(condition) = &call.filter {
            self.push(" FILTER (WHERE ");
            self.node(condition)?;
            self.push(")");
        }
        if let Some(window) = &call.over {
            self.over(window)?;
        }
        Ok(())
    }

    pub(super) fn over(&mut self, window: &'q Window) -> Result<()> {
        self.push(" OVER (");
        for (index, node) in window.partition.iter().enumerate() {
            self.push(if index == 0 { "PARTITION BY " } else { ", " });
            self.node(node)?;
        }
        let word = if window.partition.is_empty() { "ORDER BY " } else { " ORDER BY " };
        self.order(word, &window.order)?;
        if let Some(frame) = &window.frame {
            self.push(if window.partition.is_empty() && window.order.is_empty() { "" } else { " " });
            self.statement.push_text(frame);
        }
        self.push(")");
        Ok(())
    }
}

impl Call {
    /// How a message names it.
    pub(crate) fn shown(&self) -> String {
        let name = match &self.name {
            Function::Known(name) => name,
            Function::Named(name) => name.as_str(),
        };
        format!("`{name}(...)`")
    }
}
