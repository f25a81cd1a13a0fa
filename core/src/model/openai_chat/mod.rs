//! OpenAI chat completions, and the many servers that speak the same: request out, answer in.

mod errors;
mod reader;
mod request;

pub use reader::ChatReader;
pub use request::ChatOptions;
