// Files under a message: pictures are shown, text is previewed, everything can be downloaded.
import { h, picture } from "./dom.js";
import { icon } from "./icons.js";

const previewRows = 8;
const textual = /^(text\/|application\/(json|x-?yaml|yaml|xml|toml|x-sh|javascript))/;
const textualNames = /\.(md|markdown|ya?ml|txt|csv|tsv|json|toml|ini|log|py|js|ts|sh|sql|xml|prom|rules|diff|patch|cfg|env)$/i;

/** Where this sandbox serves a file. The path alone is kept: the page may be open under another host name. */
function fileAddress(file) {
  const given = file.url_private_download || file.url_private;
  if (given) {
    try {
      const parsed = new URL(given, window.location.href);
      if (parsed.pathname.startsWith("/files/")) return parsed.pathname;
      return parsed.href;
    } catch {
      // An address that cannot be read falls through to the one the sandbox always has.
    }
  }
  return `/files/${encodeURIComponent(file.id)}/${encodeURIComponent(file.name ?? file.id)}`;
}

/** The address of an image element or block, which may also name a file of the workspace. */
export function imageAddress(element) {
  if (element.image_url) return element.image_url;
  const file = element.slack_file;
  if (!file) return null;
  return file.url ? fileAddress({ url_private: file.url }) : fileAddress({ id: file.id });
}

export function fileCard(file) {
  if (file.mode === "tombstone" || file.is_deleted) return h("p", { class: "quiet" }, "This file was deleted.");
  const address = fileAddress(file);
  const title = file.title || file.name || "File";
  const isImage = String(file.mimetype ?? "").startsWith("image/") && file.mimetype !== "image/svg+xml";
  const isText = textual.test(file.mimetype ?? "") || textualNames.test(file.name ?? "") || file.mode === "snippet";
  const card = h("div", { class: "file-card", role: "group", "aria-label": `File ${file.name ?? title}` },
    h("div", { class: "file-head" },
      h("span", { class: "file-icon" }, icon(isImage ? "image" : "file", 22)),
      h("span", { class: "file-names" }, h("strong", {}, title), h("small", {}, [file.name !== title ? file.name : null, kindOf(file), sizeOf(file.size)].filter(Boolean).join(" · "))),
      h("a", { class: "icon-button", href: address, download: file.name ?? "", "aria-label": `Download ${file.name ?? title}`, title: "Download" }, icon("download"))));
  if (isImage) card.append(picture(address, file.alt_txt || title, { class: "block-image" }));
  else if (isText) card.append(textPreview(file, address));
  return card;
}

function kindOf(file) {
  const extension = /\.([a-z0-9]+)$/i.exec(file.name ?? "")?.[1];
  return file.pretty_type || { md: "Markdown", yml: "YAML", yaml: "YAML", csv: "CSV", json: "JSON", txt: "Plain text", py: "Python" }[extension?.toLowerCase()] || "";
}

function sizeOf(bytes) {
  if (!Number.isFinite(bytes)) return "";
  if (bytes < 1024) return `${bytes} bytes`;
  return bytes < 1_048_576 ? `${Math.round(bytes / 1024)} kB` : `${(bytes / 1_048_576).toFixed(1)} MB`;
}

function textPreview(file, address) {
  const code = h("pre", { class: "file-preview", tabindex: "0", role: "group", "aria-label": `Preview of ${file.name ?? "the file"}` });
  const more = h("button", { type: "button", class: "link-button", "aria-expanded": "false", hidden: true });
  let text = "";
  let isOpen = false;
  const draw = () => {
    const rows = text.split("\n");
    code.textContent = isOpen ? text : rows.slice(0, previewRows).join("\n");
    more.hidden = rows.length <= previewRows;
    more.setAttribute("aria-expanded", String(isOpen));
    more.textContent = isOpen ? "Show less" : `Show all ${rows.length} lines`;
  };
  more.addEventListener("click", () => {
    isOpen = !isOpen;
    draw();
  });
  const load = async () => {
    try {
      const response = await fetch(address);
      if (!response.ok) throw new Error(String(response.status));
      text = (await response.text()).slice(0, 200_000).replace(/\n$/, "");
      draw();
    } catch {
      code.textContent = typeof file.preview === "string" ? file.preview : "This file cannot be shown just now.";
    }
  };
  load();
  return h("div", { class: "file-text" }, code, more);
}

/** A file that a person picked, as the sandbox takes it. */
export function base64Of(file) {
  return new Promise((resolve, reject) => {
    const reader = new FileReader();
    reader.onload = () => resolve(String(reader.result).split(",")[1] ?? "");
    reader.onerror = () => reject(reader.error);
    reader.readAsDataURL(file);
  });
}
