//! Workflow `design`: a wireframe (or any JSON document), edited in words, version by version.

mod branch;
mod bring;
mod commit;
mod decide;
mod decision;
mod evolve;
mod evolve_edit;
mod held;
mod intention;
mod metrics;
mod outside;
mod rejection;
mod sent;
mod state;
mod tally;
mod window;

pub use branch::Branch;
pub use bring::merged;
pub use decide::decide;
pub(crate) use decision::unsaid;
pub use decision::{Content, Decision, Made};
pub(crate) use evolve::is_woken;
pub use held::offered;
pub use intention::{Draft, First, Hold, Intention, Request};
pub use rejection::Rejection;
pub use sent::Sent;
pub use state::{DesignState, EditPlace, EndedEdit, Ending, Held, OpenEdit};
pub use window::Window;

/// The branch every session starts on.
pub const MAIN_BRANCH: &str = "main";
