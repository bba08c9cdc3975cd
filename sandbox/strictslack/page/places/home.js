// An app's own page: the Home tab it publishes, beside the Messages tab.
import { api } from "../base/api.js";
import { drawBlocks } from "../blocks/blocks.js";
import { appTabs, openDirect } from "../conversation/conversation.js";
import { h } from "../base/dom.js";
import { avatarOf } from "../base/people.js";
import { appById, directChannel, store } from "../base/store.js";
import { Surface } from "../blocks/surface.js";

export class Home {
  constructor(appId) {
    this.app = appById(appId);
    const user = store.users.get(this.app.bot_user_id);
    this.body = h("div", { class: "home-body" });
    this.tabs = appTabs(this.app, directChannel(this.app.bot_user_id), "home");
    this.surface = new Surface("home", { type: "home", app: appId });
    this.element = h("div", { class: "conversation home" },
      h("header", { class: "place-header" },
        h("div", { class: "place-names" }, h("h1", {}, avatarOf({ ...user, real_name: this.app.name, is_bot: true }, "small"), h("span", {}, this.app.name), h("span", { class: "badge" }, "APP"))),
        this.tabs),
      h("div", { class: "scroller", tabindex: "0", role: "region", "aria-label": `Home of ${this.app.name}` }, this.body));
  }

  async load() {
    this.isFresh = false;
    const { view } = await api.home(store.me, this.app.id);
    // The app may have published a newer one while this answer was on its way.
    if (!this.isFresh) this.show(view);
    const channel = await openDirect(this.app.bot_user_id);
    const tabs = appTabs(this.app, channel, "home");
    this.tabs.replaceWith(tabs);
    this.tabs = tabs;
  }

  show(view) {
    this.isFresh = true;
    if (!view) {
      this.blocks = null;
      this.body.replaceChildren(h("div", { class: "welcome" }, h("h2", {}, `${this.app.name} has no Home yet`), h("p", { class: "quiet" }, "As soon as the app publishes one for you, it appears here.")));
      return;
    }
    const isFirst = !this.blocks;
    this.blocks = drawBlocks(view.blocks ?? [], this.surface, this.blocks ?? null);
    if (isFirst) this.body.replaceChildren(this.blocks);
  }

  focus() {}

  end() {}
}
