//! What names stand for: colours, kinds of nodes in the words of people and in the types of documents, and words near each other.

use super::Class;
use super::class::*;

/// Names of colours and the hex colours they are taken for. Not the CSS values: those are for browsers, these are for screens.
pub(super) const COLOURS: &str = "red#dc2626|orange#ea580c|amber#f59e0b|yellow#facc15|gold#d4a017|golden#d4a017|lime#84cc16|green#16a34a|\
    mint#99f6e4|emerald#059669|forest green#166534|olive#6b7a1e|teal#0d9488|turquoise#14b8a6|cyan#06b6d4|\
    aqua#06b6d4|sky blue#38bdf8|sky#38bdf8|blue#2563eb|royal blue#1d4ed8|navy#1e3a8a|navy blue#1e3a8a|\
    dark blue#1e3a8a|indigo#4f46e5|violet#7c3aed|purple#7c3aed|lavender#ddd6fe|lilac#d8b4fe|magenta#d946ef|\
    fuchsia#d946ef|pink#ec4899|rose#f43f5e|coral#f97362|salmon#fa8072|peach#fdba8c|crimson#b91c3c|\
    burgundy#7f1d3a|maroon#7f1d1d|wine red#7f1d3a|brown#854d0e|chocolate#5c3310|tan#d2b48c|beige#f5f0e1|\
    cream#fdf6e3|ivory#fffff0|sand#d6c7a1|white#ffffff|off white#fafaf9|black#000000|charcoal#1f2937|\
    gray#6b7280|dark gray#374151|light gray#e5e7eb|silver#c0c0c0|slate#475569|mustard#d4a017|rust#b7410e|\
    terracotta#c65d3b|copper#b87333|bronze#a97142|plum#6b2c6b|mauve#b784a7|khaki#bdb76b|apricot#fbceb1|\
    ruby#9b111e|scarlet#dc2626|cherry#b91c3c|mint green#99f6e4|lime green#65a30d|baby blue#bfdbfe|\
    ice blue#e0f2fe|petrol#155e75|aubergine#4a1d4f";

/// Words for kinds of things. A class word at the end of a noun phrase says what is looked for.
pub(super) const CLASSES: &[(&str, Class)] = &[
    ("button|cta|call to action|action button|push button", BUTTON),
    ("fab|floating action button|plus button|add button", FAB),
    (
        "text box|textbox|text field|text input|input box|input",
        INPUT | TEXTAREA,
    ),
    (
        "field|form field|entry field|textfield|input field|input element|input fields|form fields|text fields",
        FIELD,
    ),
    ("search bar|search box|search field|search input|searchbar", INPUT),
    ("textarea|text area|multiline field|comment box", TEXTAREA),
    (
        "dropdown|select|picker|combo box|combobox|select box|dropdown menu|selector|drop down menu|select menu|select field",
        SELECT,
    ),
    ("checkbox|tick box|tickbox|checkmark box", CHECKBOX),
    (
        "toggle|switch|switches|toggle switch|on off switch|slider switch",
        TOGGLE,
    ),
    ("radio|radio button", RADIO),
    ("slider|range|range slider", SLIDER),
    (
        "title|heading|headline|header text|subheading|h1|h2|h3|section title|page title",
        HEADING,
    ),
    (
        "text|paragraph|sentence|blurb|line of text|caption|text block|note|body text|tagline|description|subtitle|hint|message text",
        TEXT,
    ),
    (
        "image|illustration|graphic|artwork|photograph|thumbnail|screenshot",
        IMAGE,
    ),
    ("logo|brand logo", IMAGE),
    ("icon|symbol|glyph|pictogram|arrow", ICON),
    ("avatar|profile image|profile picture", AVATAR),
    ("link|hyperlink|text link", LINK),
    (
        "badge|pill badge|chip|tag|pill button|label badge|status badge",
        BADGE,
    ),
    ("tab", TAB | NAV_ITEM),
    ("tabs|tab strip|tab row", TAB | NAV_ITEM | TABS),
    (
        "menu entry|menu item|nav item|nav entry|navigation item|navigation entry|nav link|menu link|menu option",
        NAV_ITEM | LINK | TAB | ITEM,
    ),
    (
        "entry|item|list item|bullet|bullet point|list entry|todo|row item",
        ITEM | NAV_ITEM | LINK | ROW | CARD,
    ),
    (
        "menu|nav|navigation|navigation menu|nav menu|main menu|side menu|side nav",
        NAV | SIDEBAR | TABS,
    ),
    (
        "navbar|navigation bar|tab bar|tabbar|bottom bar|bottom navigation|bottom nav|bottom tab bar|bottom tabs",
        NAV | HEADER | TABS,
    ),
    (
        "header|top bar|app bar|title bar|topbar|page header|masthead|top section|toolbar",
        HEADER,
    ),
    ("footer|page footer|bottom section", FOOTER),
    ("sidebar|side panel|aside|drawer|left rail|side rail", SIDEBAR),
    ("card|tile|stat card|kpi|widget", CARD),
    (
        "section|block|area|zone|region|part|segment",
        SECTION | CARD | FRAME | FORM | FOOTER | HEADER,
    ),
    ("panel|pane", PANEL),
    (
        "box|container|frame|wrapper|boxes|group|module",
        CARD | SECTION | FRAME | FORM | ROW,
    ),
    ("line", ROW | TABLE_ROW | ITEM | TEXT),
    ("row|bar|strip", ROW | TABLE_ROW | ITEM | HEADER),
    ("column", COLUMN | TABLE_COLUMN | FRAME | SIDEBAR),
    ("form|signup form|login form", FORM),
    ("list|task list|bullet list", LIST),
    ("table|data table|spreadsheet", TABLE),
    ("grid", GRID | ROW),
    ("chart|graph|diagram|plot|visualization", CHART),
    (
        "divider|separator|separator line|divider line|horizontal line|horizontal rule|rule",
        DIVIDER,
    ),
    ("breadcrumb|breadcrumbs|crumbs|breadcrumb trail", BREADCRUMB),
    ("rating|stars|star rating|star", RATING),
    ("swatch|color swatch|swatches", SWATCH),
    (
        "message|bubble|chat bubble|chat message|speech bubble|message bubble",
        MESSAGE,
    ),
    (
        "screen|page|view|app|window|whole page|entire page|whole screen|entire screen|site|website|whole app|the whole page|interface|ui|landing page|full page",
        SCREEN,
    ),
    (
        "whole thing|entire thing|the whole thing|the entire thing|overall|the design|design|layout|overall design|the layout|the whole design|whole design|thing overall|whole layout|entire design|the overall look|the look",
        WHOLE,
    ),
    ("video|player|clip|movie", VIDEO),
    ("modal|dialog|popup|dialogue|pop up|overlay|lightbox", MODAL),
    ("progress bar|progress|spinner|loader|loading indicator", PROGRESS),
    ("carousel|slideshow|image slider|gallery slider", CAROUSEL),
    ("map|map view", MAP),
    ("tooltip|hover hint", TOOLTIP),
    ("accordion|collapsible", ACCORDION),
    ("stepper|wizard", STEPPER),
    ("calendar|date picker|datepicker", CALENDAR),
    ("thing|element|stuff|component|bit there|piece|guy|one there", ANY),
];

/// Type names as documents write them, lower case and together.
pub(super) const TYPES: &[(&str, Class)] = &[
    (
        "button|iconbutton|btn|cta|submit|primarybutton|submitbutton|textbutton",
        BUTTON,
    ),
    (
        "input|textfield|textinput|field|dateinput|numberinput|datetimeinput|emailfield|passwordfield|searchfield|search|inputtext|inputnumber|inputdate|inputtime|datepicker|searchbar|otp",
        INPUT,
    ),
    ("textarea|multilinetext|textareafield|longtext", TEXTAREA),
    (
        "select|dropdown|picker|combobox|choicepicker|multiplechoice|inputchoiceset|selectfield|autocomplete|choice",
        SELECT,
    ),
    ("checkbox|check|tickbox", CHECKBOX),
    ("toggle|switch|inputtoggle", TOGGLE),
    ("radio|radiobutton|radiogroup", RADIO),
    ("slider|range", SLIDER),
    ("heading|title|headline|h1|h2|h3|subheading|header1", HEADING),
    (
        "text|paragraph|label|caption|p|span|richtext|textblock|quote|note|body|richtextblock|hint|price|alert|banner",
        TEXT,
    ),
    ("image|img|picture|photo|illustration|logo|thumbnail", IMAGE),
    ("icon|symbol|glyph", ICON),
    ("avatar", AVATAR),
    ("link|anchor|a|hyperlink", LINK),
    ("badge|chip|tag|pill|label|status", BADGE),
    ("tab", TAB),
    ("navitem|menuitem|navlink|menuentry|sidebaritem", NAV_ITEM),
    ("nav|menu|navigation|navbar|sidenav|sidebarnav", NAV),
    ("tabs|tabbar|tablist|segmentedcontrol|bottomnav", TABS | NAV),
    ("header|topbar|appbar|toolbar|titlebar|masthead", HEADER),
    ("footer|bottombar", FOOTER),
    ("sidebar|aside|drawer|sidepanel", SIDEBAR),
    (
        "card|tile|widget|stat|statcard|kpi|pricingcard|plan|product|productcard",
        CARD,
    ),
    ("section|hero|block|region|fieldset|panel", SECTION),
    (
        "frame|group|container|box|div|stack|view|column|columnset|vstack|pane|wrapper",
        FRAME,
    ),
    (
        "row|hstack|actionset|buttongroup|toolbarrow|buttonbar|inline|grid",
        ROW,
    ),
    ("form", FORM),
    ("list|feed|timeline|ul|ol|gallery|collection", LIST),
    ("listitem|item|li|entry|task|step|menurow", ITEM),
    ("table|datatable|datagrid", TABLE),
    ("chart|graph|plot|sparkline|piechart|barchart|linechart", CHART),
    ("divider|separator|hr|rule|line", DIVIDER),
    ("breadcrumb|breadcrumbs", BREADCRUMB),
    ("rating|stars", RATING),
    ("swatch|colorswatch|color", SWATCH),
    ("message|bubble|chatmessage|comment", MESSAGE),
    ("screen|page|app|canvas|window|artboard|document|root", SCREEN),
    ("video|player|audioplayer|media|audio", VIDEO),
    ("modal|dialog|popup|sheet|overlay", MODAL),
    ("progress|progressbar|spinner|loader|meter", PROGRESS),
    ("carousel|slideshow", CAROUSEL),
    ("map", MAP),
    ("tooltip", TOOLTIP),
    ("accordion|collapse|details", ACCORDION),
    ("stepper|steps|wizard", STEPPER),
    ("calendar", CALENDAR),
];

/// What a word may stand for in the names, texts and icons of a document: the word, then what it may be.
pub(super) const RELATED: &str = "social google github facebook apple twitter linkedin instagram microsoft gitlab|\
    sso google github facebook apple microsoft|buy cart purchase order checkout basket|\
    purchase cart buy order checkout|basket cart bag|bag cart basket|cart basket buy|trash delete bin remove|\
    bin trash delete|delete trash bin remove|clip paperclip attach|attach paperclip attachment|\
    attachment paperclip attach|favorite heart wish wishlist star|heart wish favorite like|\
    wishlist wish heart save|wish wishlist save heart|gear settings cog setting|cog setting gear|\
    setting gear cog preference|preference setting|magnifier search|find search|bell notification alert|\
    notification bell alert|hamburger menu|user profile account avatar person|profile user account me person|\
    account profile user|person user profile|back arrow-left return chevron-left|\
    arrow arrow-left arrow-right chevron|phone call mobile cell|call phone|mobile phone|camera video image|\
    date time due day|time date hour|hour time|cost price total|price cost amount|discount sale off|\
    review testimonial quote feedback|testimonial quote review|quote testimonial review|\
    feedback review testimonial|newsletter subscribe mailing|subscribe newsletter|register signup create|\
    signup register create|login submit signin|submit send login save|send submit|slogan tagline lede subtitle|\
    tagline lede slogan subtitle subheadline|subtitle lede tagline subheading subheadline|\
    subheading lede subtitle tagline|subheadline lede subtitle tagline|description desc lede text|\
    intro lede subtitle|brand logo|logo brand|plan tier price pricing|pricing plan price|todo task|task todo|\
    nationality country|surname last|forename first|quantity qty amount|amount quantity total qty|\
    delivery shipping|shipping delivery|tos terms|condition term|legal imprint term privacy|star rating|\
    teammate team member|step stage|home house|percentage delta %|trend delta change|earning revenue|\
    income revenue|sale revenue|picture image|plus add +|priority prio|welcome greeting hello|\
    greeting welcome hello|article news post story|post article blog news|story news article|headline title news|match game fixture|\
    game match|book title item|cv resume upload|resume cv|physician doctor|club team|hours opening|timetable schedule|benefit feature advantage|advantage feature benefit|perk feature benefit|offer deal|deal offer";
