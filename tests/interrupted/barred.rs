//! A file or folder that cannot be written: the load is refused and says so, the store is as before and can be read, and
//! the load is made when it can be written again. By permissions, as an account that these bind; and by a file system that is
//! read-only.

use std::fs::{Permissions, set_permissions};
use std::os::unix::fs::{MetadataExt, PermissionsExt};
use std::path::Path;
use std::process::Command;

use super::binary::{FACTFILE, finished};
use super::full::has_namespaces;
use super::lab::{Lab, open_to_all};
use super::state::State;
use super::tries;

/// What cannot be written.
#[derive(Debug, Clone, Copy)]
enum Barred {
    File,
    Folder,
    Both,
    FileSystem,
}

#[test]
fn a_store_that_cannot_be_written_is_as_before() {
    let lab = Lab::shared();
    let mut ways = vec![];
    if let Some(account) = Account::bound() {
        ways.extend([Barred::File, Barred::Folder, Barred::Both].map(|barred| (barred, account)));
    }
    if has_namespaces() {
        ways.push((Barred::FileSystem, Account::Own));
    }
    let tries = if ways.is_empty() { 0 } else { tries(6).max(ways.len()) };
    for number in 0..tries {
        // Numbers that differ by the number of ways would meet the same stores only.
        let case = lab.case(number + number / ways.len());
        let (barred, account) = ways[number % ways.len()];
        let store = case.store();
        let (file, folder) = (store.path(), store.path().parent().unwrap().to_owned());
        open_to_all(&folder);
        account.own(&folder);
        account.own(&file);
        let modes = barred.modes();
        let _ = set_permissions(&file, Permissions::from_mode(modes.0));
        set_permissions(&folder, Permissions::from_mode(modes.1)).unwrap();
        let run = |arguments: &[std::ffi::OsString]| finished(account.running(barred, &folder, arguments));
        let loaded = run(&case.arguments(&file, &case.input));
        let context = format!("{}, {barred:?} not to be written", case.name);
        if case.before == State::default() && matches!(barred, Barred::File) {
            // There is no file yet.
            assert_eq!(loaded.code, Some(0), "{context}: {loaded:?}");
            continue;
        }
        assert_eq!(loaded.code, Some(3), "{context}: {loaded:?}");
        assert!(loaded.err.contains("facts.db"), "{context}: {loaded:?}");
        if case.before == State::default() {
            case.leaves_nothing_new(&file, &context);
        } else {
            let verified = run(&["verify".into(), file.clone().into()]);
            assert_eq!(verified.code, Some(0), "{context}: {verified:?}");
        }
        open_to_all(&folder);
        let _ = set_permissions(&file, Permissions::from_mode(0o644));
        case.is_before(&file, &context);
        case.complete(&file, &context);
    }
    println!("{tries} loads that may not write");
}

impl Barred {
    /// The permissions of the file and of the folder.
    fn modes(self) -> (u32, u32) {
        match self {
            Barred::File => (0o444, 0o755),
            Barred::Folder => (0o644, 0o555),
            Barred::Both => (0o444, 0o555),
            Barred::FileSystem => (0o644, 0o755),
        }
    }
}

/// An account that loads run as.
#[derive(Debug, Clone, Copy)]
enum Account {
    /// The one that the test runs as.
    Own,
    /// That of nobody in particular.
    Nobody,
}

/// The number that systems give it.
const NOBODY: u32 = 65_534;

impl Account {
    /// One that permissions bind; where there is none, says why.
    fn bound() -> Option<Self> {
        let folder = tempfile::tempdir().unwrap();
        let is_root = std::fs::metadata(folder.path()).unwrap().uid() == 0;
        if !is_root {
            return Some(Account::Own);
        }
        let mut probe = Account::Nobody.command();
        if probe.arg("--version").output().is_ok_and(|output| output.status.success()) {
            return Some(Account::Nobody);
        }
        println!("skipped: permissions do not bind this account, and the program cannot run as another");
        None
    }

    /// The program, as that account.
    fn command(self) -> Command {
        match self {
            Account::Own => Command::new(FACTFILE),
            Account::Nobody => {
                let mut command = Command::new("setpriv");
                command.args([format!("--reuid={NOBODY}"), format!("--regid={NOBODY}"), "--clear-groups".into()]);
                command.arg(FACTFILE);
                command
            }
        }
    }

    /// Gives it a file, where there is one.
    fn own(self, path: &Path) {
        if matches!(self, Account::Nobody) && path.exists() {
            std::os::unix::fs::chown(path, Some(NOBODY), Some(NOBODY)).unwrap();
        }
    }

    /// The program with those arguments; where the file system is to be read-only, with that folder so.
    fn running(self, barred: Barred, folder: &Path, arguments: &[std::ffi::OsString]) -> Command {
        let mut command = match barred {
            Barred::FileSystem => {
                let script = r#"mount --bind "$1" "$1" && mount -o remount,ro,bind "$1" || exit 99; shift; exec "$@""#;
                let mut command = Command::new("unshare");
                command.args(["-rm", "sh", "-c", script, "sh"]).arg(folder).arg(FACTFILE);
                command
            }
            _ => self.command(),
        };
        command.args(arguments);
        command
    }
}
