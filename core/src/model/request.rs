//! What is asked of a model, before it is put into any provider's words.

use super::error::{ModelError, ModelErrorCode};
use super::stream::Image;
use crate::engine::Endpoint;

/// One call, the same for every provider.
#[derive(Clone, Copy, Debug, Default)]
pub struct ModelRequest<'a> {
    /// What stays the same from call to call: role, answer form, rules
    pub system: &'a str,
    /// What this call is about
    pub user: &'a str,
    /// Pictures that it speaks of, in order, after the words. Who does not see them says so.
    pub images: &'a [Image],
    /// What is wanted back
    pub output: Output,
    /// The JSON schema of the answer, as JSON text whose key order is meant: providers that force structured output
    /// write fields in the order of the schema
    pub schema: Option<&'a str>,
    /// The longest answer wanted, in tokens. An image takes about 1,300.
    pub max_output_tokens: u32,
    /// The same for all calls that begin alike, such as those about one design, and nobody's name: a provider that keeps beginnings finds
    /// its own by it. Empty: nothing is said. OpenAI takes it (`prompt_cache_key`), at most 64 characters.
    pub cache_key: &'a str,
}

/// What an answer is made of.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Output {
    /// Words
    #[default]
    Text,
    /// A picture, and words with it. Of the providers only Gemini's image models make pictures.
    Image {
        /// `None`: that of the last image of the request, or a square
        ratio: Option<AspectRatio>,
    },
}

/// The form of a picture: one of those that image models know.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct AspectRatio {
    width: u16,
    height: u16,
}

impl AspectRatio {
    /// All of them, from high to wide.
    pub const ALL: [Self; 10] = [
        Self::of(9, 16),
        Self::of(2, 3),
        Self::of(3, 4),
        Self::of(4, 5),
        Self::of(1, 1),
        Self::of(5, 4),
        Self::of(4, 3),
        Self::of(3, 2),
        Self::of(16, 9),
        Self::of(21, 9),
    ];

    const fn of(width: u16, height: u16) -> Self {
        Self { width, height }
    }

    /// The one that comes closest to a frame of this size. A frame without a size is a square.
    pub fn nearest(width: f64, height: f64) -> Self {
        let wanted = (width / height).ln();
        let distance = |ratio: &Self| (f64::from(ratio.width) / f64::from(ratio.height)).ln() - wanted;
        let closer = |a: &Self, b: &Self| distance(a).abs().total_cmp(&distance(b).abs());
        let known = Self::ALL.into_iter().filter(|_| wanted.is_finite());
        known.min_by(closer).unwrap_or(Self::of(1, 1))
    }
}

/// As providers write it: `16:9`.
impl std::fmt::Display for AspectRatio {
    fn fmt(&self, out: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(out, "{}:{}", self.width, self.height)
    }
}

/// Joins a provider's base address and the path of a method.
///
/// `base` is what people paste: with or without `/v1`, with slashes at the end, with the whole path already there, with a
/// query (kept). A base without any path gets the endpoint's root.
///
/// # Errors
/// [`ModelErrorCode::BadUrl`] for anything but `http:` and `https:`, a missing host, a user name (it may carry a secret),
/// blanks and control characters.
pub(crate) fn join_url(base: &str, endpoint: &Endpoint) -> Result<String, ModelError> {
    let Endpoint { root, path, query } = endpoint;
    let bad = || ModelError::new(ModelErrorCode::BadUrl);
    let base = base.trim();
    if base
        .chars()
        .any(|c| c.is_whitespace() || c.is_control() || c == '\\')
    {
        return Err(bad());
    }
    let base = base.split('#').next().unwrap_or_default();
    let (base, own_query) = base.split_once('?').unwrap_or((base, ""));
    let (scheme, rest) = base.split_once("://").ok_or_else(bad)?;
    let scheme = scheme.to_ascii_lowercase();
    if scheme != "http" && scheme != "https" {
        return Err(bad());
    }
    let (host, own_path) = match rest.split_once('/') {
        Some((host, path)) => (host, path.trim_matches('/')),
        None => (rest, ""),
    };
    if host.is_empty() || host.starts_with(':') || host.contains('@') {
        return Err(bad());
    }
    let mut url = format!("{scheme}://{host}");
    let path = path.trim_matches('/');
    let full = match own_path {
        "" => format!("{root}/{path}"),
        own if own == path || own.strip_suffix(path).is_some_and(|rest| rest.ends_with('/')) => {
            own.to_owned()
        }
        own => {
            let (above, last) = own.rsplit_once('/').unwrap_or(("", own));
            // Addresses are copied with the first part of the path, and of Ollama with the root of its other interface.
            let above = match last {
                _ if path.split('/').next() == Some(last) => above.to_owned(),
                "v1" if *root == "api" => format!("{above}/{root}"),
                _ => own.to_owned(),
            };
            format!("{}/{path}", above.trim_start_matches('/'))
        }
    };
    url.push('/');
    url.push_str(full.trim_start_matches('/'));
    for (query, sign) in [own_query, *query]
        .into_iter()
        .filter(|query| !query.is_empty())
        .zip(['?', '&'])
    {
        url.push(sign);
        url.push_str(query);
    }
    Ok(url)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// MOD-35
    #[test]
    fn mod_35_aspect_ratios() {
        for (width, height, ratio) in [
            (1440.0, 900.0, "3:2"),
            (390.0, 844.0, "9:16"),
            (1920.0, 1080.0, "16:9"),
            (768.0, 1024.0, "3:4"),
            (5000.0, 100.0, "21:9"),
            (0.0, 0.0, "1:1"),
            (f64::NAN, 3.0, "1:1"),
            (1.0, f64::INFINITY, "1:1"),
        ] {
            assert_eq!(
                AspectRatio::nearest(width, height).to_string(),
                ratio,
                "{width} {height}"
            );
        }
    }

    /// MOD-3
    #[test]
    fn mod_3_addresses_of_other_interfaces() {
        let (ollama, gemini) = (
            Endpoint {
                root: "api",
                path: "chat".into(),
                query: "",
            },
            Endpoint {
                root: "v1beta",
                path: "models/m:go".into(),
                query: "",
            },
        );
        for (base, endpoint, url) in [
            (
                "http://localhost:11434/v1",
                &ollama,
                "http://localhost:11434/api/chat",
            ),
            (
                "http://localhost:11434/api",
                &ollama,
                "http://localhost:11434/api/chat",
            ),
            (
                "http://localhost:11434/api/chat",
                &ollama,
                "http://localhost:11434/api/chat",
            ),
            (
                "https://x.test/ollama/v1/",
                &ollama,
                "https://x.test/ollama/api/chat",
            ),
            (
                "https://g.test/v1beta/models",
                &gemini,
                "https://g.test/v1beta/models/m:go",
            ),
            ("https://g.test/models", &gemini, "https://g.test/models/m:go"),
            ("https://g.test/v1", &gemini, "https://g.test/v1/models/m:go"),
        ] {
            assert_eq!(join_url(base, endpoint).as_deref(), Ok(url), "{base}");
        }
    }

    /// MOD-3
    #[test]
    fn mod_3_base_addresses() {
        let table = [
            (
                "https://api.openai.com/v1",
                "https://api.openai.com/v1/chat/completions",
            ),
            (
                "https://api.openai.com/v1/",
                "https://api.openai.com/v1/chat/completions",
            ),
            (
                " HTTPS://api.openai.com/v1// ",
                "https://api.openai.com/v1/chat/completions",
            ),
            (
                "http://localhost:11434",
                "http://localhost:11434/v1/chat/completions",
            ),
            (
                "http://localhost:11434/",
                "http://localhost:11434/v1/chat/completions",
            ),
            ("http://[::1]:8080/v1", "http://[::1]:8080/v1/chat/completions"),
            (
                "https://x.test/v1/chat/completions/",
                "https://x.test/v1/chat/completions",
            ),
            (
                "https://x.test/api/v3#frag",
                "https://x.test/api/v3/chat/completions",
            ),
            (
                "https://r.openai.azure.com/openai/deployments/d?api-version=1",
                "https://r.openai.azure.com/openai/deployments/d/chat/completions?api-version=1",
            ),
        ];
        let chat = Endpoint {
            root: "v1",
            path: "chat/completions".into(),
            query: "",
        };
        for (base, url) in table {
            assert_eq!(join_url(base, &chat).unwrap(), url, "{base}");
        }
        for base in [
            "",
            "api.openai.com/v1",
            "ftp://x/v1",
            "javascript:alert(1)",
            "file:///etc",
            "https://",
            "https:///v1",
            "https://user:pw@x.test/v1",
            "https://x.test/a b",
            "https://x.test\\@y",
            "data:text/plain,x",
        ] {
            let error = join_url(base, &chat).unwrap_err();
            assert_eq!(error.code, ModelErrorCode::BadUrl, "{base}");
        }
    }
}
