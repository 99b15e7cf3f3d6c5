//! `factfile man`: manual pages, made from the same descriptions as the help.

use std::io::Write;
use std::path::{Path, PathBuf};

use clap::Args;
use clap_mangen::Man;

use crate::diagnostic::Diagnostic;
use crate::problem::StoreProblem;
use crate::repl::console::{Console, Stop};
use crate::repl::help::TOPICS;
use crate::target::Target;

/// The page of the language.
const LANGUAGE: &str = "factfile-language.1";

/// What every command ends with.
const EXIT_STATUS: &str = r#"
.SH "EXIT STATUS"
.TP
0
all is well; also when whoever reads the output stops reading
.TP
1
a question, pattern or script is wrong
.TP
2
the command is called wrongly
.TP
3
data, a file or the store is wrong or out of reach
.TP
4
an expectation does not hold
.TP
5
some records were rejected; the others were loaded
.TP
70
a fault in Factfile: please report it
.TP
130
stopped by Ctrl\-C
"#;

/// Print the manual page of the command, or write those of all commands and of the language
#[derive(Debug, Args)]
pub(super) struct Manual {
    /// The folder to write the pages to, such as ~/.local/share/man/man1; it is made where there is none, and pages that are
    /// there are replaced
    #[arg(long, value_name = "FOLDER")]
    to: Option<PathBuf>,
}

impl Manual {
    /// Prints or writes the pages.
    pub(super) fn run(self, console: Console) -> Result<(), Stop> {
        let pages = pages();
        let Some(folder) = self.to else {
            return pages.first().map_or(Ok(()), |(_, page)| console.print(page));
        };
        std::fs::create_dir_all(&folder).map_err(failed(&folder))?;
        for (name, page) in &pages {
            let path = folder.join(name);
            let target = Target::new(&path, true)?;
            let mut file = target.temporary()?;
            file.write_all(page.as_bytes()).map_err(failed(&path))?;
            target.put_in_place(file)?;
        }
        console.print(&format!(" {}  {} pages\n", crate::render::visible(&folder.display().to_string()), pages.len()))
    }
}

/// Every page by the name of its file: the command's first, then its subcommands', then that of the language.
fn pages() -> Vec<(String, String)> {
    let mut command = super::command();
    command.build();
    let mut pages = vec![("factfile.1".to_owned(), page(command.clone()))];
    for subcommand in command.get_subcommands().filter(|subcommand| !subcommand.is_hide_set()) {
        pages.push((format!("factfile-{}.1", subcommand.get_name()), page(subcommand.clone())));
    }
    pages.push((LANGUAGE.to_owned(), language()));
    pages
}

fn page(command: clap::Command) -> String {
    let manual = Man::new(command).manual("Factfile").source(concat!("factfile ", env!("CARGO_PKG_VERSION")));
    let mut page = Vec::new();
    // Writing to memory cannot fail.
    let _ = manual.render(&mut page);
    let seen = ".SH \"SEE ALSO\"\n\\fBfactfile\\fR(1), \\fBfactfile\\-language\\fR(1)\n";
    String::from_utf8_lossy(&page).trim_end().to_owned() + EXIT_STATUS + seen
}

/// The topics of the help, one section each.
fn language() -> String {
    let version = env!("CARGO_PKG_VERSION");
    let head = format!(
        ".ie \\n(.g .ds Aq \\(aq\n.el .ds Aq '\n.TH factfile\\-language 1 \"\" \"factfile {version}\" Factfile\n.SH NAME\n\
         factfile\\-language \\- what can be asked of a store, and done with it, by topic\n"
    );
    let section = |topic: &crate::repl::help::Topic| {
        format!(
            ".SH {}\n{}\n.PP\n.nf\n{}\n.fi\n",
            escaped(&topic.name.to_uppercase()),
            escaped(topic.about),
            escaped(topic.text().trim_end())
        )
    };
    head + &TOPICS.iter().map(section).collect::<String>() + ".SH \"SEE ALSO\"\n\\fBfactfile\\fR(1)\n"
}

/// A text as roff takes it to the letter.
fn escaped(text: &str) -> String {
    let line = |line: &str| {
        let line = line
            .replace('\\', "\\e")
            .replace('-', "\\-")
            .replace('\'', "\\*(Aq")
            .replace('^', "\\(ha")
            .replace('~', "\\(ti");
        if line.starts_with(['.', '"']) { format!("\\&{line}") } else { line }
    };
    text.lines().map(line).collect::<Vec<_>>().join("\n")
}

fn failed(path: &Path) -> impl Fn(std::io::Error) -> Box<Diagnostic> + use<> {
    let path = path.display().to_string();
    move |error| Diagnostic::new(StoreProblem::Io { path: path.clone(), detail: error.to_string() })
}
