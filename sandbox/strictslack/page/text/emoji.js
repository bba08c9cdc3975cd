// Emoji by their Slack names. Names that share a picture stand together, the first is the one shown.
import { h } from "../base/dom.js";

const groups = {
  "Smileys": `grinning 😀|smiley 😃|smile 😄|grin 😁|laughing,satisfied 😆|sweat_smile 😅|rolling_on_the_floor_laughing,rofl 🤣|joy 😂|slightly_smiling_face 🙂|upside_down_face 🙃|wink 😉|blush 😊|innocent 😇|smiling_face_with_3_hearts 🥰|heart_eyes 😍|star-struck 🤩|kissing_heart 😘|relaxed ☺️|yum 😋|stuck_out_tongue 😛|stuck_out_tongue_winking_eye 😜|zany_face 🤪|hugging_face 🤗|face_with_hand_over_mouth 🤭|shushing_face 🤫|thinking_face,thinking 🤔|zipper_mouth_face 🤐|face_with_raised_eyebrow 🤨|neutral_face 😐|expressionless 😑|no_mouth 😶|smirk 😏|unamused 😒|face_with_rolling_eyes 🙄|grimacing 😬|relieved 😌|pensive 😔|sleepy 😪|sleeping 😴|mask 😷|face_with_thermometer 🤒|face_with_head_bandage 🤕|nauseated_face 🤢|sneezing_face 🤧|hot_face 🥵|cold_face 🥶|dizzy_face 😵|exploding_head 🤯|partying_face 🥳|sunglasses 😎|nerd_face 🤓|face_with_monocle 🧐|confused 😕|worried 😟|slightly_frowning_face 🙁|open_mouth 😮|hushed 😯|astonished 😲|flushed 😳|pleading_face 🥺|fearful 😨|cold_sweat 😰|cry 😢|sob 😭|scream 😱|confounded 😖|disappointed 😞|sweat 😓|weary 😩|tired_face 😫|yawning_face 🥱|triumph 😤|rage 😡|angry 😠|skull 💀|ghost 👻|alien 👽|robot_face,robot 🤖|saluting_face 🫡|melting_face 🫠|see_no_evil 🙈|hear_no_evil 🙉|speak_no_evil 🙊`,
  "People": `+1,thumbsup 👍|-1,thumbsdown 👎|wave 👋|raised_hand,hand ✋|raised_back_of_hand 🤚|ok_hand 👌|v ✌️|crossed_fingers 🤞|point_left 👈|point_right 👉|point_up_2 👆|point_down 👇|point_up ☝️|facepunch,punch 👊|fist ✊|clap 👏|raised_hands 🙌|open_hands 👐|handshake 🤝|pray 🙏|writing_hand ✍️|muscle 💪|brain 🧠|eyes 👀|eye 👁️|speaking_head_in_silhouette 🗣️|bust_in_silhouette 👤|busts_in_silhouette 👥|baby 👶|person_frowning 🙍|no_good 🙅|ok_woman 🙆|raising_hand 🙋|bow 🙇|face_palm,facepalm 🤦|shrug 🤷|technologist 🧑‍💻|scientist 🧑‍🔬|judge 🧑‍⚖️|cop 👮|detective,sleuth_or_spy 🕵️|guardsman 💂|construction_worker 👷|mage 🧙|superhero 🦸|runner,running 🏃|dancer 💃`,
  "Nature": `dog 🐶|cat 🐱|mouse 🐭|rabbit 🐰|fox_face 🦊|bear 🐻|panda_face 🐼|koala 🐨|tiger 🐯|lion_face 🦁|cow 🐮|pig 🐷|frog 🐸|monkey_face 🐵|chicken 🐔|penguin 🐧|bird 🐦|hatching_chick 🐣|owl 🦉|wolf 🐺|horse 🐴|unicorn_face,unicorn 🦄|bee,honeybee 🐝|bug 🐛|butterfly 🦋|snail 🐌|ladybug,beetle 🐞|ant 🐜|spider 🕷️|turtle 🐢|snake 🐍|octopus 🐙|whale 🐳|dolphin 🐬|fish 🐟|shark 🦈|elephant 🐘|guinea_pig,hamster 🐹|cactus 🌵|evergreen_tree 🌲|deciduous_tree 🌳|palm_tree 🌴|seedling 🌱|herb 🌿|four_leaf_clover 🍀|maple_leaf 🍁|fallen_leaf 🍂|mushroom 🍄|bouquet 💐|tulip 🌷|rose 🌹|hibiscus 🌺|cherry_blossom 🌸|sunflower 🌻|earth_africa 🌍|globe_with_meridians 🌐|full_moon 🌕|crescent_moon 🌙|star ⭐|star2 🌟|sparkles ✨|zap ⚡|fire 🔥|boom,collision 💥|sunny ☀️|partly_sunny ⛅|cloud ☁️|rain_cloud 🌧️|thunder_cloud_and_rain ⛈️|rainbow 🌈|snowflake ❄️|snowman ⛄|umbrella ☔|ocean 🌊|droplet 💧`,
  "Food": `green_apple 🍏|apple 🍎|pear 🍐|tangerine 🍊|lemon 🍋|banana 🍌|watermelon 🍉|grapes 🍇|strawberry 🍓|cherries 🍒|peach 🍑|pineapple 🍍|avocado 🥑|tomato 🍅|carrot 🥕|corn 🌽|hot_pepper 🌶️|bread 🍞|croissant 🥐|cheese_wedge 🧀|egg 🥚|pancakes 🥞|hamburger 🍔|fries 🍟|pizza 🍕|taco 🌮|sushi 🍣|ramen 🍜|cookie 🍪|birthday 🎂|cake 🍰|doughnut 🍩|popcorn 🍿|chocolate_bar 🍫|honey_pot 🍯|coffee ☕|tea 🍵|beer 🍺|beers 🍻|wine_glass 🍷|champagne 🍾|clinking_glasses 🥂`,
  "Activity": `tada 🎉|confetti_ball 🎊|balloon 🎈|gift 🎁|trophy 🏆|first_place_medal 🥇|second_place_medal 🥈|third_place_medal 🥉|sports_medal 🏅|medal 🎖️|soccer ⚽|basketball 🏀|tennis 🎾|dart 🎯|bowling 🎳|video_game 🎮|game_die 🎲|jigsaw 🧩|art 🎨|performing_arts 🎭|microphone 🎤|headphones 🎧|musical_note 🎵|guitar 🎸|chess_pawn ♟️|car 🚗|bus 🚌|ambulance 🚑|fire_engine 🚒|bike 🚲|airplane ✈️|rocket 🚀|flying_saucer 🛸|helicopter 🚁|boat,sailboat ⛵|ship 🚢|anchor ⚓|construction 🚧|vertical_traffic_light 🚦|traffic_light 🚥|checkered_flag 🏁|house 🏠|office 🏢|factory 🏭|bank 🏦|world_map 🗺️|tent ⛺|sunrise 🌅|milky_way 🌌`,
  "Objects": `watch ⌚|iphone 📱|computer 💻|desktop_computer 🖥️|keyboard ⌨️|printer 🖨️|floppy_disk 💾|cd 💿|camera 📷|movie_camera 🎥|telephone_receiver 📞|battery 🔋|electric_plug 🔌|bulb 💡|flashlight 🔦|candle 🕯️|satellite_antenna 📡|hourglass ⌛|hourglass_flowing_sand ⏳|alarm_clock ⏰|stopwatch ⏱️|timer_clock ⏲️|clock1 🕐|clock3 🕒|clock9 🕘|moneybag 💰|dollar 💵|euro 💶|credit_card 💳|gem 💎|scales,balance_scale ⚖️|wrench 🔧|hammer 🔨|hammer_and_wrench 🛠️|gear ⚙️|nut_and_bolt 🔩|toolbox 🧰|magnet 🧲|test_tube 🧪|petri_dish 🧫|dna 🧬|microscope 🔬|telescope 🔭|pill 💊|syringe 💉|thermometer 🌡️|shield 🛡️|crossed_swords ⚔️|key 🔑|lock 🔒|unlock 🔓|closed_lock_with_key 🔐|door 🚪|label 🏷️|bookmark 🔖|package 📦|mailbox 📫|email,envelope ✉️|inbox_tray 📥|outbox_tray 📤|postbox 📮|scroll 📜|page_facing_up 📄|page_with_curl 📃|bookmark_tabs 📑|bar_chart 📊|chart_with_upwards_trend 📈|chart_with_downwards_trend 📉|spiral_calendar_pad 🗓️|calendar 📆|date 📅|card_index_dividers 🗂️|card_file_box 🗃️|file_folder 📁|open_file_folder 📂|file_cabinet 🗄️|clipboard 📋|newspaper 📰|notebook 📓|ledger 📒|books 📚|book,open_book 📖|link 🔗|paperclip 📎|triangular_ruler 📐|straight_ruler 📏|pushpin 📌|round_pushpin 📍|scissors ✂️|pencil2 ✏️|memo,pencil 📝|mag 🔍|mag_right 🔎|broom 🧹|wastebasket 🗑️|ballot_box_with_ballot 🗳️|abacus 🧮|lab_coat 🥼|compass 🧭|bell 🔔|no_bell 🔕|mega 📣|loudspeaker 📢|speech_balloon 💬|thought_balloon 💭|left_speech_bubble 🗨️`,
  "Symbols": `heart ❤️|orange_heart 🧡|yellow_heart 💛|green_heart 💚|blue_heart 💙|purple_heart 💜|black_heart 🖤|broken_heart 💔|two_hearts 💕|100 💯|white_check_mark ✅|heavy_check_mark ✔️|ballot_box_with_check ☑️|x ❌|heavy_multiplication_x ✖️|negative_squared_cross_mark ❎|heavy_plus_sign ➕|heavy_minus_sign ➖|question ❓|grey_question ❔|exclamation,heavy_exclamation_mark ❗|grey_exclamation ❕|bangbang ‼️|warning ⚠️|no_entry ⛔|no_entry_sign 🚫|octagonal_sign 🛑|rotating_light 🚨|recycle ♻️|infinity ♾️|arrow_up ⬆️|arrow_down ⬇️|arrow_left ⬅️|arrow_right ➡️|arrow_upper_right ↗️|arrow_lower_right ↘️|leftwards_arrow_with_hook ↩️|arrow_right_hook ↪️|arrows_counterclockwise 🔄|repeat 🔁|rewind ⏪|fast_forward ⏩|arrow_forward ▶️|double_vertical_bar,pause_button ⏸️|black_square_for_stop ⏹️|information_source ℹ️|new 🆕|free 🆓|ok 🆗|sos 🆘|cool 🆒|up 🆙|red_circle 🔴|large_orange_circle,orange_circle 🟠|large_yellow_circle,yellow_circle 🟡|large_green_circle,green_circle 🟢|large_blue_circle,blue_circle 🔵|large_purple_circle,purple_circle 🟣|large_brown_circle,brown_circle 🟤|white_circle ⚪|black_circle ⚫|large_red_square 🟥|large_orange_square 🟧|large_yellow_square 🟨|large_green_square 🟩|large_blue_square 🟦|large_purple_square 🟪|white_large_square ⬜|black_large_square ⬛|small_blue_diamond 🔹|small_orange_diamond 🔸|large_blue_diamond 🔷|large_orange_diamond 🔶|small_red_triangle 🔺|small_red_triangle_down 🔻|white_small_square ▫️|black_small_square ▪️|radio_button 🔘|heavy_dollar_sign 💲|copyright ©️|tm ™️|zero 0️⃣|one 1️⃣|two 2️⃣|three 3️⃣|four 4️⃣|five 5️⃣|six 6️⃣|seven 7️⃣|eight 8️⃣|nine 9️⃣|keycap_ten 🔟|hash #️⃣|triangular_flag_on_post 🚩|waving_white_flag 🏳️|rainbow-flag 🏳️‍🌈|white_flower 💮|beginner 🔰|atom_symbol ⚛️|yin_yang ☯️|zzz 💤|dizzy 💫|sweat_drops 💦|dash 💨`,
};

const pictures = new Map();

export const emojiGroups = Object.entries(groups).map(([title, list]) => ({
  title,
  emoji: list.split("|").map((entry) => {
    const [names, character] = entry.split(" ");
    const all = names.split(",");
    for (const name of all) pictures.set(name, character);
    return { name: all[0], names: all, character };
  }),
}));

/** The character of a name such as "tada", with or without colons and skin tone; null for an unknown one. */
export function emojiCharacter(name) {
  const bare = String(name).replace(/^:|:$/g, "").split("::")[0];
  return pictures.get(bare) ?? null;
}

/** A node for the emoji; an unknown name stays as it was typed, as in Slack. */
export function emojiNode(name, character = emojiCharacter(name)) {
  if (!character) return document.createTextNode(`:${name}:`);
  return h("span", { class: "emoji", role: "img", "aria-label": `${name.replaceAll("_", " ")} emoji`, title: `:${name}:` }, character);
}

const shortcode = /:([a-z0-9_+'-]+(?:::skin-tone-[2-6])?):/g;

/** Text with :emoji: names drawn; everything else is plain text. */
export function withEmoji(text) {
  const result = document.createDocumentFragment();
  let from = 0;
  for (const match of text.matchAll(shortcode)) {
    if (!emojiCharacter(match[1])) continue;
    result.append(text.slice(from, match.index), emojiNode(match[1]));
    from = match.index + match[0].length;
  }
  result.append(text.slice(from));
  return result;
}

/** The same for places that can hold only text, such as an option of a select or an aria-label. */
export function emojiText(text) {
  return String(text ?? "").replace(shortcode, (whole, name) => emojiCharacter(name) ?? whole);
}

export function findEmoji(words, limit = 60) {
  const wanted = words.toLowerCase().trim().replaceAll(" ", "_");
  const all = emojiGroups.flatMap((group) => group.emoji);
  const starts = all.filter((one) => one.names.some((name) => name.startsWith(wanted)));
  const holds = all.filter((one) => !starts.includes(one) && one.names.some((name) => name.includes(wanted)));
  return [...starts, ...holds].slice(0, limit);
}
