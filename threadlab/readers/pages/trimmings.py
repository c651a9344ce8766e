"""What forums put into or around a post that is no word of its writer, by selectors."""

FURNITURE: tuple[tuple[str, str], ...] = (
    (
        ".signature, .postsignature, .message-signature, .ipsSignature, .signaturecontainer, "
        '.post-signature.restore, [data-role="memberSignature"]',
        "signatures",
    ),
    (
        ".lastedited, .message-lastEdit, .editDate, .postedit, .post_edit, .modified, "
        ".lastedit, .b-post__edit, .edited_by, .ipsComment_edited, "
        '[data-role="edited"], .post-edits',
        "remarks on later edits",
    ),
    (
        ".attachbox, .attachments, .attachedFiles, .message-attachments, .attachment_list, "
        ".ipsAttachment_list, .b-post-attachments",
        "lists of attached files",
    ),
    (
        ".adsbygoogle, ins.adsbygoogle, .samItem, .ipsAdvertisement, .promotedlink, "
        'shreddit-ad-post, shreddit-comments-page-ad, [id^="google_ads"], [id^="div-gpt-ad"]',
        "advertisements",
    ),
    (
        ".messageTextEndMarker, .js-selectToQuoteEnd, .reactionsBar, .likesSummary, "
        ".post-buttons, .bbCodeBlock-expandLink, .quoteExpand, .quote-controls, .post-likes, "
        ".post-menu-area, .cooked-selection-barrier, clipboard-copy, .codeblock-button-wrapper, "
        ".zeroclipboard-container, .d-lazyload-placeholder, button",
        "",
    ),
)
"""A selector, and what it selects; "" for controls, which are not worth a word."""

POLLS = (
    "fieldset.polls, .poll-outer, dl.polls, #poll, #pollForm, .block--poll, .pollBlock, "
    "form.PollContainer, .ipsPoll, [data-controller*=poll], .poll-container, .poll_box, .poll_main"
)
"""Where forums show votes."""
