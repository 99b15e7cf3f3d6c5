//! Where the prompt finds and keeps what is the user's: as the XDG base directory specification has it, and on Windows in the
//! user's own application data.

use std::ffi::OsString;
use std::fs;
use std::io::{self, ErrorKind};
use std::path::PathBuf;

/// The file in the user's folder for settings; none where there is no such folder.
pub(super) fn configuration(name: &str) -> Option<PathBuf> {
    let variable = std::env::var_os;
    Some(folder(&CONFIGURATION, variable)?.join(name))
}

/// The history's file with its folder made; none where there is no state folder or it cannot be made: then nothing is
/// kept.
pub(super) fn history() -> Option<PathBuf> {
    let folder = folder(&STATE, std::env::var_os)?;
    fs::create_dir_all(&folder).ok()?;
    Some(folder.join("history"))
}

/// The folder for what is kept of sets; none where there is no folder for what can be made again.
pub(crate) fn sets() -> Option<PathBuf> {
    Some(folder(&CACHE, std::env::var_os)?.join("sets"))
}

/// Whether a file of the user's is not there, or stands in a folder of another account's, as where a program is run as another.
pub(super) fn is_none_of_ours(error: &io::Error) -> bool {
    matches!(error.kind(), ErrorKind::NotFound | ErrorKind::NotADirectory | ErrorKind::PermissionDenied)
}

/// How a folder is found.
struct Place {
    /// The variable that names it.
    variable: &'static str,
    /// Below the user's home, where the variable is not set.
    below_home: &'static [&'static str],
    /// The variable that names it on Windows.
    on_windows: &'static str,
}

const CONFIGURATION: Place = Place { variable: "XDG_CONFIG_HOME", below_home: &[".config"], on_windows: "APPDATA" };
const CACHE: Place = Place { variable: "XDG_CACHE_HOME", below_home: &[".cache"], on_windows: "LOCALAPPDATA" };
const STATE: Place = Place { variable: "XDG_STATE_HOME", below_home: &[".local", "state"], on_windows: "LOCALAPPDATA" };

/// The program's own folder at a place. A relative path is to be ignored, says the specification.
fn folder(place: &Place, variable: impl Fn(&'static str) -> Option<OsString>) -> Option<PathBuf> {
    let absolute = |name| variable(name).map(PathBuf::from).filter(|path| path.is_absolute());
    let below_home = || {
        let home = absolute("HOME")?;
        Some(place.below_home.iter().fold(home, |path, part| path.join(part)))
    };
    let on_windows = || if cfg!(windows) { absolute(place.on_windows) } else { None };
    Some(absolute(place.variable).or_else(on_windows).or_else(below_home)?.join("factfile"))
}

#[cfg(test)]
mod tests {
    use std::path::PathBuf;

    use super::{CONFIGURATION, Place, STATE, folder};

    fn of(place: &Place, set: &[(&str, &str)]) -> Option<PathBuf> {
        folder(place, |name| set.iter().find(|(other, _)| *other == name).map(|(_, value)| (*value).into()))
    }

    #[test]
    #[cfg(unix)]
    fn files_are_kept_in_the_users_folders_only() {
        let path = |text: &str| Some(PathBuf::from(text));
        assert_eq!(of(&STATE, &[("XDG_STATE_HOME", "/s"), ("HOME", "/h")]), path("/s/factfile"));
        assert_eq!(of(&STATE, &[("XDG_STATE_HOME", ""), ("HOME", "/h")]), path("/h/.local/state/factfile"));
        assert_eq!(of(&STATE, &[("XDG_STATE_HOME", "relative"), ("HOME", "/h")]), path("/h/.local/state/factfile"));
        assert_eq!(of(&CONFIGURATION, &[("HOME", "/h")]), path("/h/.config/factfile"));
        assert_eq!(of(&STATE, &[]), None);
    }
}
