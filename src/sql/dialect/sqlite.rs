//! SQLite as the store runs it: with parameters, with functions of ours, and in the order of joins that was chosen before.

use super::Says;
use crate::sql::render::Writer;
use crate::sql::tree::Bind;

pub(super) struct Sqlite;

impl Says for Sqlite {
    fn bind(&self, writer: &mut Writer, bind: &Bind) {
        writer.parameter(bind);
    }
}
