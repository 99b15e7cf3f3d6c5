//! A picture in a file.

use std::io::Write;
use std::path::Path;

use crate::diagnostic::Result;
use crate::target::Target;

/// Writes a picture to a file, whole or not at all. With `force` a file that is there is replaced; the store at `store` never.
///
/// # Errors
/// Where the file is there already, is the store, or cannot be written.
pub fn save(picture: &str, to: &Path, force: bool, store: &Path) -> Result<()> {
    let target = Target::new(to, force)?;
    target.check_file(store)?;
    let mut file = target.temporary()?;
    file.write_all(picture.as_bytes()).map_err(|error| target.failed(&error))?;
    target.put_in_place(file)
}
