// The editor of the minutes, on the bundle of django-prose-editor. The textarea holds what is sent, as without script; a
// text that nobody touches is sent back as it came. What is pasted is cleaned by the portal, by the rules it saves by.
const { bundle, pasted } = document.getElementById("rich").dataset;
const {
  Bold, BulletList, Document, Editor, Gapcursor, HardBreak, Heading, Italic, Link, ListItem, OrderedList, Paragraph,
  Table, TableCell, TableHeader, TableRow, Text, UndoRedo,
} = await import(bundle);

const SCHEMES = /^(?:https?:\/\/|mailto:)./i;
// At its last cell Tab leaves the table, and adds no row.
const CalmTable = Table.extend({
  addKeyboardShortcuts() {
    return { ...this.parent?.(), Tab: () => this.editor.commands.goToNextCell(), "Shift-Tab": () => this.editor.commands.goToPreviousCell() };
  },
});
// Said on the page as it stands there: below the page's own heading.
const LevelHeading = Heading.extend({
  renderHTML({ node, HTMLAttributes }) {
    return [`h${node.attrs.level}`, { ...HTMLAttributes, "aria-level": node.attrs.level - 1 }, 0];
  },
});
const EXTENSIONS = [
  Document, Paragraph, Text, Bold, Italic, HardBreak, BulletList, OrderedList, ListItem, Gapcursor, UndoRedo,
  LevelHeading.configure({ levels: [3, 4] }),
  Link.configure({ openOnClick: false, linkOnPaste: false, autolink: false, isAllowedUri: (url) => SCHEMES.test(url) }),
  CalmTable.configure({ resizable: false }), TableRow, TableHeader, TableCell,
];
const TOOLS = [
  ["Fet", (do_) => do_.toggleBold(), "bold"],
  ["Kursiv", (do_) => do_.toggleItalic(), "italic"],
  ["Rubrik", (do_) => do_.toggleHeading({ level: 3 }), "heading", { level: 3 }],
  ["Underrubrik", (do_) => do_.toggleHeading({ level: 4 }), "heading", { level: 4 }],
  ["Punktlista", (do_) => do_.toggleBulletList(), "bulletList"],
  ["Numrerad lista", (do_) => do_.toggleOrderedList(), "orderedList"],
  ["Länk", null, "link"],
  ["Tabell", (do_) => do_.insertTable({ rows: 3, cols: 3, withHeaderRow: true })],
  ["Ny rad", (do_) => do_.addRowAfter(), "in table"],
  ["Ny kolumn", (do_) => do_.addColumnAfter(), "in table"],
  ["Ta bort rad", (do_) => do_.deleteRow(), "in table"],
  ["Ta bort kolumn", (do_) => do_.deleteColumn(), "in table"],
  ["Rubrikrad", (do_) => do_.toggleHeaderRow(), "in table"],
  ["Ta bort tabell", (do_) => do_.deleteTable(), "in table"],
  ["Ångra", (do_) => do_.undo()],
  ["Gör om", (do_) => do_.redo()],
];

function made(tag, facts, ...children) {
  const element = Object.assign(document.createElement(tag), facts);
  element.append(...children);
  return element;
}

// As the portal reads what is typed without script: an empty line between paragraphs.
function asHtml(text) {
  if (/^<(?:p|h3|h4|ul|ol|table)[ >]/.test(text)) return text;
  const box = document.createElement("div");
  for (const part of text.split(/\n\s*\n/))
    box.append(made("p", {}, ...part.split("\n").flatMap((line, place) => (place ? [made("br"), line] : [line]))));
  return box.innerHTML;
}

async function paste(view, event) {
  const html = event.clipboardData.getData("text/html"), text = event.clipboardData.getData("text/plain");
  const token = view.dom.closest("form").elements.csrfmiddlewaretoken.value;
  const answer = await fetch(pasted, { method: "POST", headers: { "X-CSRFToken": token }, body: new URLSearchParams({ html }) }).catch(() => null);
  if (answer?.ok) view.pasteHTML(await answer.text());
  else view.pasteText(text || made("div", { textContent: html.replace(/<[^>]*>/g, " ") }).textContent);
}

function linkDialog(editor) {
  const address = made("input", { type: "url", id: `${editor.view.dom.id}-address`, className: "form-control" });
  const dialog = made("dialog", { className: "rich-dialog" });
  const label = made("label", { htmlFor: address.id, textContent: "Länkens adress", className: "form-label" });
  const wrong = made("p", { className: "invalid-feedback", hidden: true, textContent: "Skriv hela adressen, till exempel https://www.exempel.se." });
  wrong.setAttribute("role", "alert");
  dialog.setAttribute("aria-label", "Länk");
  const close = () => { dialog.close(); editor.commands.focus(); };
  const put = () => {
    const href = address.value.trim();
    wrong.hidden = !href || SCHEMES.test(href);
    if (!wrong.hidden) return address.focus();
    const chain = editor.chain().extendMarkRange("link");
    if (!href) chain.unsetLink().run();
    else if (editor.state.selection.empty && !editor.isActive("link"))
      editor.chain().insertContent({ type: "text", text: href, marks: [{ type: "link", attrs: { href } }] }).run();
    else chain.setLink({ href }).run();
    return close();
  };
  const button = (text, act, kind) => made("button", { type: "button", textContent: text, className: `btn ${kind}`, onclick: act });
  address.addEventListener("keydown", (event) => {
    if (event.key !== "Enter") return;
    event.preventDefault();  // it is no field of the form
    put();
  });
  dialog.addEventListener("input", (event) => event.stopPropagation());
  dialog.append(label, address, wrong, made("p", { className: "actions" }, button("Använd", put, "btn-primary"),
    button("Ta bort länken", () => { address.value = ""; put(); }, "btn-outline-secondary"), button("Avbryt", close, "btn-quiet")));
  return { dialog, open() { wrong.hidden = true; address.value = editor.getAttributes("link").href ?? ""; dialog.showModal(); address.select(); } };
}

// One stop for Tab; the arrows go from button to button.
function toolbar(editor, label) {
  const bar = made("div", { className: "rich-bar" }), link = linkDialog(editor);
  bar.setAttribute("role", "toolbar");
  bar.setAttribute("aria-label", `Formatering: ${label}`);
  bar.setAttribute("aria-controls", editor.view.dom.id);
  const tools = TOOLS.map(([text, act, kind, facts]) => {
    const button = made("button", { type: "button", textContent: text, className: "rich-tool", tabIndex: -1 });
    button.addEventListener("click", () => {
      if (!act) return link.open();
      editor.view.focus();  // at once: the command's own focus comes with the next frame
      return act(editor.chain().focus()).run();
    });
    button.addEventListener("mousedown", (event) => event.preventDefault());  // the text keeps what is marked
    bar.append(button);
    return { button, kind, facts };
  });
  const shown = () => tools.map(({ button }) => button).filter((button) => !button.hidden);
  const stop = (button) => { for (const each of tools) each.button.tabIndex = each.button === button ? 0 : -1; };
  function show() {
    const isInTable = editor.isActive("table");
    for (const { button, kind, facts } of tools)
      if (kind === "in table") button.hidden = !isInTable;
      else if (kind) button.setAttribute("aria-pressed", String(editor.isActive(kind, facts)));
    if (!shown().some((button) => button.tabIndex === 0)) stop(shown()[0]);
  }
  bar.addEventListener("keydown", (event) => {
    const all = shown(), at = all.indexOf(document.activeElement);
    const to = { ArrowRight: at + 1, ArrowLeft: at - 1, Home: 0, End: all.length - 1 }[event.key];
    if (event.key === "Escape") return editor.view.focus();
    if (to === undefined) return undefined;
    event.preventDefault();
    const next = all[(to + all.length) % all.length];
    stop(next);
    return next.focus();
  });
  editor.on("transaction", show);
  show();
  bar.append(link.dialog);
  return { bar, focus: () => shown().find((button) => button.tabIndex === 0).focus() };
}

function edit(area) {
  const label = document.querySelector(`label[for="${area.id}"]`), id = area.id, helped = area.getAttribute("aria-describedby");
  const attributes = { id, role: "textbox", "aria-multiline": "true", "aria-labelledby": `${id}-label`, lang: "sv", class: "rich-text form-control" };
  if (helped) attributes["aria-describedby"] = helped;
  if (area.getAttribute("aria-invalid")) attributes["aria-invalid"] = "true";
  label.id = `${id}-label`;
  area.id = `${id}-source`;  // a link to the field leads to where it is written
  let tools;
  const editor = new Editor({
    element: null, injectCSS: false, content: asHtml(area.value), extensions: EXTENSIONS,
    editorProps: {
      attributes,
      handleKeyDown(view, event) {
        if (event.key !== "Escape") return false;
        tools.focus();
        return true;
      },
      handleDOMEvents: {
        paste(view, event) {
          const html = event.clipboardData?.getData("text/html");
          if (!html || html.includes("data-pm-slice")) return false;
          event.preventDefault();
          paste(view, event);
          return true;
        },
      },
    },
    onUpdate() {
      area.value = editor.isEmpty ? "" : editor.getHTML();
      area.dispatchEvent(new Event("input", { bubbles: true }));
    },
  });
  const box = made("div", { className: "rich" });
  area.before(box);
  editor.mount(box);
  tools = toolbar(editor, label.textContent.trim());
  box.prepend(tools.bar);
  label.addEventListener("click", () => editor.commands.focus());
  area.addEventListener("filled", () => editor.commands.setContent(asHtml(area.value), { emitUpdate: false }));
  area.written = () => editor.getText({ blockSeparator: "\n" });
  area.hidden = true;
}

document.querySelectorAll("textarea[data-rich]").forEach(edit);
