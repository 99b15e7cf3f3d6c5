//! Where the prompt keeps what was typed: in the user's state folder, as the XDG base directory specification has it,
//! and never elsewhere.

use std::ffi::OsString;
use std::fs;
use std::path::{Path, PathBuf};

/// The history's file with its folder made; none where there is no state folder or it cannot be made: then nothing is
/// kept.
pub(super) fn file() -> Option<PathBuf> {
    let path = path(std::env::var_os("XDG_STATE_HOME"), std::env::var_os("HOME"))?;
    fs::create_dir_all(path.parent()?).ok()?;
    Some(path)
}

/// `$XDG_STATE_HOME/factfile/history`, or below `~/.local/state`. A relative path is to be ignored, says the
/// specification.
fn path(state: Option<OsString>, home: Option<OsString>) -> Option<PathBuf> {
    let absolute = |path: OsString| Some(PathBuf::from(path)).filter(|path| path.is_absolute());
    let state = state.and_then(absolute);
    let folder = state.or_else(|| Some(home.and_then(absolute)?.join(Path::new(".local/state"))))?;
    Some(folder.join("factfile").join("history"))
}

#[cfg(test)]
mod tests {
    use std::path::PathBuf;

    use super::path;

    #[test]
    fn history_is_kept_in_the_state_folder_only() {
        let of = |state: &str, home: &str| path(Some(state.into()), Some(home.into()));
        assert_eq!(of("/s", "/h"), Some(PathBuf::from("/s/factfile/history")));
        assert_eq!(of("", "/h"), Some(PathBuf::from("/h/.local/state/factfile/history")));
        assert_eq!(of("relative", "/h"), Some(PathBuf::from("/h/.local/state/factfile/history")));
        assert_eq!(of("", ""), None);
        assert_eq!(path(None, None), None);
    }
}
