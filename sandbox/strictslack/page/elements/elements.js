// Which drawing belongs to which element type.
import { button, feedbackButtons, iconButton, overflow, unknownElement, workflowButton } from "./buttons.js";
import { choices } from "./choices.js";
import { picture } from "../base/dom.js";
import { dateInput, fileInput, textInput } from "./inputs.js";
import { select } from "./selects.js";
import { imageAddress } from "../base/files.js";

const drawers = {
  button,
  overflow,
  workflow_button: workflowButton,
  feedback_buttons: feedbackButtons,
  icon_button: iconButton,
  image: ({ element }) => picture(imageAddress(element), element.alt_text, { class: "accessory-image" }),
  static_select: select,
  external_select: select,
  users_select: select,
  conversations_select: select,
  channels_select: select,
  multi_static_select: select,
  multi_external_select: select,
  multi_users_select: select,
  multi_conversations_select: select,
  multi_channels_select: select,
  plain_text_input: textInput,
  rich_text_input: textInput,
  number_input: textInput,
  email_text_input: textInput,
  url_text_input: textInput,
  datepicker: dateInput,
  timepicker: dateInput,
  datetimepicker: dateInput,
  checkboxes: choices,
  radio_buttons: choices,
  file_input: fileInput,
};

/** Elements whose label is the name of a group rather than of one field. */
export const groupTypes = new Set(["checkboxes", "radio_buttons"]);

/**
 * Draws one element. The context says what it is called: `id` and `hasLabel` where a <label> points at it,
 * `labelledBy` where a group is named by other words, `label` where nothing visible names it.
 */
export function drawElement(context) {
  return (drawers[context.element.type] ?? unknownElement)(context);
}
