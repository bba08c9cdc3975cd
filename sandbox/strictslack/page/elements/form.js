// What a person has set in a message, a modal or a Home tab, in the shape of Slack's `state.values`.
// It outlives the nodes: when blocks are drawn again, what was typed for the same ids is still there.

const singleKeys = {
  static_select: ["selected_option", "initial_option"],
  external_select: ["selected_option", "initial_option"],
  users_select: ["selected_user", "initial_user"],
  conversations_select: ["selected_conversation", "initial_conversation"],
  channels_select: ["selected_channel", "initial_channel"],
  radio_buttons: ["selected_option", "initial_option"],
  datepicker: ["selected_date", "initial_date"],
  timepicker: ["selected_time", "initial_time"],
  datetimepicker: ["selected_date_time", "initial_date_time"],
  plain_text_input: ["value", "initial_value"],
  number_input: ["value", "initial_value"],
  email_text_input: ["value", "initial_value"],
  url_text_input: ["value", "initial_value"],
  rich_text_input: ["rich_text_value", "initial_value"],
};

const listKeys = {
  multi_static_select: ["selected_options", "initial_options"],
  multi_external_select: ["selected_options", "initial_options"],
  multi_users_select: ["selected_users", "initial_users"],
  multi_conversations_select: ["selected_conversations", "initial_conversations"],
  multi_channels_select: ["selected_channels", "initial_channels"],
  checkboxes: ["selected_options", "initial_options"],
  file_input: ["files", null],
};

/** The name under which Slack reports what was set in an element of this type; null for buttons. */
export function valueKey(type) {
  return (singleKeys[type] ?? listKeys[type])?.[0] ?? null;
}

export function initialEntry(element, channelHere) {
  const { type } = element;
  if (listKeys[type]) {
    const [key, initial] = listKeys[type];
    let value = initial ? (element[initial] ?? []) : [];
    if (element.default_to_current_conversation && !value.length && channelHere) value = [channelHere];
    return { type, [key]: value };
  }
  if (!singleKeys[type]) return null;
  const [key, initial] = singleKeys[type];
  let value = element[initial] ?? null;
  if (element.default_to_current_conversation && !value && channelHere) value = channelHere;
  if (type === "number_input" && value !== null) value = String(value);
  return { type, [key]: value };
}

/** Every element in the blocks that holds a value or acts, with the block it stands in. */
export function* elementsOf(blocks) {
  for (const block of blocks ?? []) {
    const elements = [block.element, block.accessory, ...(block.elements ?? []), ...(block.actions ?? [])];
    for (const element of elements) if (element?.action_id) yield [block, element];
    if (block.child_blocks) yield* elementsOf(block.child_blocks);
  }
}

export class Form {
  constructor() {
    this.entries = new Map();
    this.touched = false;
  }

  static key(block, element) {
    return `${block.block_id}/${element.action_id}`;
  }

  /** Takes over what the sandbox remembers of a view, so that a reload keeps it. */
  remember(values) {
    for (const [blockId, actions] of Object.entries(values ?? {})) {
      for (const [actionId, entry] of Object.entries(actions ?? {})) {
        const key = `${blockId}/${actionId}`;
        const value = entry?.[valueKey(entry?.type)];
        const empty = value === null || value === undefined || (Array.isArray(value) && !value.length);
        if (!empty && !this.entries.has(key)) this.entries.set(key, entry);
      }
    }
  }

  entry(block, element, channelHere) {
    const key = Form.key(block, element);
    const known = this.entries.get(key);
    if (known && known.type === element.type) return known;
    const first = initialEntry(element, channelHere);
    if (first) this.entries.set(key, first);
    return first;
  }

  value(block, element, channelHere) {
    return this.entry(block, element, channelHere)?.[valueKey(element.type)] ?? null;
  }

  set(block, element, value) {
    this.entries.set(Form.key(block, element), { type: element.type, [valueKey(element.type)]: value });
    this.touched = true;
  }

  /** Slack's `state.values` for the blocks as they stand now; what an update removed is left out. */
  state(blocks, channelHere) {
    const values = {};
    for (const [block, element] of elementsOf(blocks)) {
      const entry = this.entry(block, element, channelHere);
      if (entry) (values[block.block_id] ??= {})[element.action_id] = entry;
    }
    return values;
  }
}
