//! What a word or a phrase can mean.

/// Kinds of nodes, as a set of bits.
pub(crate) type Class = u64;

/// The bits of [`Class`].
pub(crate) mod class {
    use super::Class;
    pub(crate) const BUTTON: Class = 1;
    pub(crate) const INPUT: Class = 1 << 1;
    pub(crate) const TEXTAREA: Class = 1 << 2;
    pub(crate) const SELECT: Class = 1 << 3;
    pub(crate) const CHECKBOX: Class = 1 << 4;
    pub(crate) const TOGGLE: Class = 1 << 5;
    pub(crate) const RADIO: Class = 1 << 6;
    pub(crate) const SLIDER: Class = 1 << 7;
    pub(crate) const HEADING: Class = 1 << 8;
    pub(crate) const TEXT: Class = 1 << 9;
    pub(crate) const IMAGE: Class = 1 << 10;
    pub(crate) const ICON: Class = 1 << 11;
    pub(crate) const AVATAR: Class = 1 << 12;
    pub(crate) const LINK: Class = 1 << 13;
    pub(crate) const BADGE: Class = 1 << 14;
    pub(crate) const TAB: Class = 1 << 15;
    pub(crate) const NAV_ITEM: Class = 1 << 16;
    pub(crate) const NAV: Class = 1 << 17;
    pub(crate) const HEADER: Class = 1 << 18;
    pub(crate) const FOOTER: Class = 1 << 19;
    pub(crate) const SIDEBAR: Class = 1 << 20;
    pub(crate) const CARD: Class = 1 << 21;
    pub(crate) const SECTION: Class = 1 << 22;
    pub(crate) const FRAME: Class = 1 << 23;
    pub(crate) const ROW: Class = 1 << 24;
    pub(crate) const COLUMN: Class = 1 << 25;
    pub(crate) const FORM: Class = 1 << 26;
    pub(crate) const LIST: Class = 1 << 27;
    pub(crate) const ITEM: Class = 1 << 28;
    pub(crate) const TABLE: Class = 1 << 29;
    pub(crate) const CHART: Class = 1 << 30;
    pub(crate) const DIVIDER: Class = 1 << 31;
    pub(crate) const BREADCRUMB: Class = 1 << 32;
    pub(crate) const RATING: Class = 1 << 33;
    pub(crate) const SWATCH: Class = 1 << 34;
    pub(crate) const MESSAGE: Class = 1 << 35;
    pub(crate) const SCREEN: Class = 1 << 36;
    pub(crate) const VIDEO: Class = 1 << 37;
    pub(crate) const MODAL: Class = 1 << 38;
    pub(crate) const PROGRESS: Class = 1 << 39;
    pub(crate) const CAROUSEL: Class = 1 << 40;
    pub(crate) const MAP: Class = 1 << 41;
    pub(crate) const TABS: Class = 1 << 42;
    pub(crate) const TOOLTIP: Class = 1 << 43;
    pub(crate) const ACCORDION: Class = 1 << 44;
    pub(crate) const STEPPER: Class = 1 << 45;
    pub(crate) const CALENDAR: Class = 1 << 46;
    pub(crate) const FAB: Class = 1 << 47;
    pub(crate) const GRID: Class = 1 << 48;
    /// "thing", "element", "one", "stuff": says nothing about the kind
    pub(crate) const ANY: Class = 1 << 62;
    /// The columns of a table, not a kind of node
    pub(crate) const TABLE_COLUMN: Class = 1 << 61;
    pub(crate) const TABLE_ROW: Class = 1 << 60;
    /// The whole document
    pub(crate) const WHOLE: Class = 1 << 59;

    pub(crate) const FIELD: Class = INPUT | TEXTAREA | SELECT;
    pub(crate) const CHECKABLE: Class = CHECKBOX | TOGGLE | RADIO;
    pub(crate) const CONTAINER: Class = CARD
        | SECTION
        | FRAME
        | ROW
        | COLUMN
        | FORM
        | LIST
        | HEADER
        | FOOTER
        | SIDEBAR
        | NAV
        | TABS
        | MODAL
        | SCREEN
        | GRID;
    pub(crate) const PANEL: Class = CARD | SECTION | FRAME | FORM | SIDEBAR | MODAL | COLUMN;
    pub(crate) const TEXTUAL: Class = HEADING | TEXT | LINK;
}

/// What is asked to be done.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Act {
    /// make, set, change, turn, give
    Make,
    /// change X to Y
    Change,
    Rename,
    Replace,
    Add,
    Remove,
    Hide,
    Show,
    Move,
    Swap,
    Duplicate,
    Sort,
    Shorten,
    Lengthen,
    /// tick, check, enable
    Tick,
    Untick,
    Select,
    /// link X to Y
    Link,
    Use,
    Mark,
    Align,
    Wrap,
    /// same, likewise
    Repeat,
    /// I meant
    Correct,
}

/// What gets more or less.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Dim {
    Size,
    Width,
    Height,
    Font,
    Weight,
    Radius,
    Shadow,
    Gap,
    Padding,
    Border,
    Opacity,
    /// Length of the text
    Length,
    /// Lightness of the colour
    Light,
    /// Saturation
    Vivid,
    /// Line height
    Leading,
    /// Letter spacing
    Tracking,
}

/// By how much something gets more or less.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) enum Extent {
    /// a bit
    Little,
    #[default]
    Plain,
    Much,
    /// What becomes of a hundred: twice as wide, half the height, 20 % bigger
    Percent(u16),
    /// So many more or less
    Pixels(u16),
}

/// A property that is spoken of by name.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Attr {
    Background,
    TextColour,
    BorderColour,
    Colour,
    Dim(Dim),
    Placeholder,
    Label,
    Caption,
    Value,
    Options,
    Href,
    Alt,
    Font,
    Shape,
    Align,
}

/// A plain look.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Look {
    Bold,
    Italic,
    Underline,
    Strike,
    /// The line around it
    Dashed,
    Dotted,
    Upper,
    Lower,
    Capital,
    Round,
    Pill,
    Rounded,
    Square,
    Outline,
    Filled,
    /// The one that counts most, of buttons
    Primary,
    Secondary,
    Plain,
    FullWidth,
    Transparent,
    Sticky,
    Horizontal,
    Vertical,
    Gradient,
    Serif,
    Mono,
}

/// A state that is on or off.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum State {
    On,
    Required,
    Disabled,
    Active,
    Selected,
    Hidden,
}

/// A place, as destination or as description.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Place {
    Left,
    Right,
    Top,
    Bottom,
    Center,
    First,
    Last,
    Up,
    Down,
}

/// Where one thing is seen from another.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Rel {
    Above,
    Below,
    LeftOf,
    RightOf,
    Before,
    After,
    Beside,
    Between,
}

/// Small words that lead on to something.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Prep {
    In,
    On,
    Of,
    For,
    To,
    Into,
    From,
    With,
    Without,
    As,
    About,
    Owner,
    By,
}

/// Words before a noun.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Det {
    The,
    A,
    This,
    All,
    Both,
    Every,
    My,
    Their,
    More,
    Another,
    Other,
}

/// Words instead of a noun.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Pron {
    It,
    Them,
    This,
    One,
    Everything,
}

/// Descriptions that pick one of several.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Pick {
    Main,
    Secondary,
    Big,
    Small,
    Bad,
    Good,
    Cheap,
    Dear,
    Active,
    Inactive,
    Checked,
    Unchecked,
    Long,
}

/// Wishes without a measure.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Vague {
    /// make it pop, stand out
    Pop,
    Premium,
    Cramped,
    Sparse,
    Loud,
    Dull,
    Readable,
    Friendly,
    Modern,
    /// In warmer colours, in cooler ones
    Warm,
    Cool,
    /// dark mode: all of it, with texts that can be read on it
    Dark,
    Light,
}

/// What a word or phrase means.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Sense {
    Act(Act),
    Class(Class),
    /// A hex colour
    Colour(&'static str),
    /// dark -1, light 1
    Shade(i8),
    /// bigger, smaller
    More(Dim, i8),
    /// more, less: of what comes with it
    Grow(i8),
    /// a bit, much, twice as
    Amount(Extent),
    Attr(Attr),
    Look(Look),
    NoLook(Look),
    State(State, bool),
    Place(Place),
    Rel(Rel),
    Prep(Prep),
    Det(Det),
    Pron(Pron),
    Pick(Pick),
    Ordinal(i32),
    Count(u32),
    /// should, must, be
    Modal,
    /// say, read, be called
    Say,
    And,
    Then,
    Not,
    /// except, but not
    Except,
    No,
    Too,
    /// like the other one
    Same,
    Vague(Vague),
    /// Begins a remark: nobody, because
    Remark,
    /// please, can you
    Fluff,
    /// pie, bar, line
    Chart(&'static str),
    /// Opens the message of somebody: saying, with text
    Saying,
    Instead,
}

/// Languages that are led back to English.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Lang {
    En,
    De,
    Fr,
    Es,
    It,
    Pt,
    Nl,
    Ja,
}
