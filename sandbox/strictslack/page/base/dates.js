// Dates as Slack writes them, always in the zone of the person acted for.
import { store, zone } from "./store.js";

const formatters = new Map();

function parts(date, options) {
  let where = zone();
  const key = JSON.stringify([where, options]);
  if (!formatters.has(key)) {
    try {
      formatters.set(key, new Intl.DateTimeFormat("en-US", { ...options, timeZone: where }));
    } catch {
      where = undefined; // an unknown zone in a workspace file should not take the page down
      formatters.set(key, new Intl.DateTimeFormat("en-US", options));
    }
  }
  const found = {};
  for (const part of formatters.get(key).formatToParts(date)) found[part.type] = part.value;
  return found;
}

const full = { year: "numeric", month: "long", day: "numeric", weekday: "long" };

export function dateOf(ts) {
  return new Date(Number.parseFloat(ts) * 1000);
}

/** "2026-11-23" in the person's zone: the key by which messages fall into days. */
export function dayKey(date) {
  const { year, month, day } = parts(date, { year: "numeric", month: "2-digit", day: "2-digit" });
  return `${year}-${month}-${day}`;
}

function ordinal(number) {
  const tens = number % 100;
  if (tens >= 11 && tens <= 13) return `${number}th`;
  return `${number}${{ 1: "st", 2: "nd", 3: "rd" }[number % 10] ?? "th"}`;
}

/** yesterday, today, tomorrow, or null. */
export function nearDay(date, now = new Date()) {
  const days = (Date.parse(dayKey(date)) - Date.parse(dayKey(now))) / 86_400_000;
  return { "-1": "yesterday", 0: "today", 1: "tomorrow" }[days] ?? null;
}

function withYear(text, date, year) {
  const halfYear = 183 * 86_400_000;
  return Math.abs(date - Date.now()) < halfYear ? text : `${text}, ${year}`;
}

function plainDate(date) {
  const { month, day, year } = parts(date, full);
  return withYear(`${month} ${ordinal(Number(day))}`, date, year);
}

function shortDate(date) {
  const { month, day, year } = parts(date, { ...full, month: "short" });
  return withYear(`${month} ${day}`, date, year);
}

function longDate(date) {
  return `${parts(date, full).weekday}, ${plainDate(date)}`;
}

export function timeOfDay(date, seconds = false) {
  const options = { hour: "numeric", minute: "2-digit", ...(seconds ? { second: "2-digit" } : {}) };
  const { hour, minute, second, dayPeriod } = parts(date, options);
  return `${hour}:${minute}${seconds ? `:${second}` : ""} ${dayPeriod}`;
}

export function ago(date, now = new Date()) {
  const seconds = Math.round((now - date) / 1000);
  const size = Math.abs(seconds);
  const steps = [[60, 1, "second"], [3600, 60, "minute"], [86_400, 3600, "hour"], [2_592_000, 86_400, "day"], [31_536_000, 2_592_000, "month"], [Infinity, 31_536_000, "year"]];
  if (size < 45) return seconds >= 0 ? "just now" : "in a moment";
  const [, unit, word] = steps.find(([limit]) => size < limit);
  const amount = Math.max(1, Math.round(size / unit));
  const phrase = `${amount} ${word}${amount === 1 ? "" : "s"}`;
  return seconds >= 0 ? `${phrase} ago` : `in ${phrase}`;
}

const tokens = {
  date_num: (date) => dayKey(date),
  date_slash: (date) => dayKey(date).replaceAll("-", "/"),
  date: plainDate,
  date_short: shortDate,
  date_long: longDate,
  date_pretty: (date) => nearDay(date) ?? plainDate(date),
  date_short_pretty: (date) => nearDay(date) ?? shortDate(date),
  date_long_pretty: (date) => nearDay(date) ?? longDate(date),
  day_divider_pretty: (date) => nearDay(date) ?? longDate(date),
  time: (date) => timeOfDay(date),
  time_secs: (date) => timeOfDay(date, true),
  ago: (date) => ago(date),
};

/** Fills Slack's date tokens; null when the pattern names one that does not exist. */
export function formatDate(date, pattern) {
  if (Number.isNaN(date.getTime())) return null;
  let unknown = false;
  const text = pattern.replace(/\{(\w+)\}/g, (_, name) => {
    if (tokens[name]) return tokens[name](date);
    unknown = true;
    return "";
  });
  if (unknown) return null;
  return text.charAt(0).toUpperCase() + text.slice(1); // Slack capitalises the first letter
}

export function dividerDay(date) {
  const near = nearDay(date);
  return near ? near.charAt(0).toUpperCase() + near.slice(1) : longDate(date);
}

export function exactMoment(date) {
  return `${longDate(date)} at ${timeOfDay(date, true)}`;
}

/** Seconds of a wall time such as "2026-11-23T14:30", read in the person's zone. */
export function secondsOfWallTime(wall) {
  const wanted = Date.parse(`${wall}:00Z`);
  if (Number.isNaN(wanted)) return null;
  // The zone's offset depends on the instant, so it is corrected twice: enough around a daylight-saving night.
  let guess = wanted;
  for (let turn = 0; turn < 2; turn += 1) guess += wanted - Date.parse(`${wallTime(new Date(guess))}:00Z`);
  return Math.floor(guess / 1000);
}

export function wallTime(date) {
  const options = { year: "numeric", month: "2-digit", day: "2-digit", hour: "2-digit", minute: "2-digit", hourCycle: "h23" };
  const { year, month, day, hour, minute } = parts(date, options);
  return `${year}-${month}-${day}T${hour}:${minute}`;
}

/** What time it is for somebody else, for the tooltip of their name. */
export function localTimeOf(user) {
  const theirs = user?.tz && user.tz !== store.users.get(store.me)?.tz;
  if (!theirs) return "";
  try {
    return new Intl.DateTimeFormat("en-US", { hour: "numeric", minute: "2-digit", timeZone: user.tz }).format(new Date());
  } catch {
    return "";
  }
}
