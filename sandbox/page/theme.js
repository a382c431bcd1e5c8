// Light or dark: as the system says, until the button is pressed.

import { words } from "./words.js";

export function dressing(button) {
  const system = matchMedia("(prefers-color-scheme: dark)");
  const dark = () => (localStorage.getItem("theme") ?? (system.matches ? "dark" : "light")) === "dark";
  const dress = () => {
    document.documentElement.dataset.theme = dark() ? "dark" : "light";
    button.textContent = dark() ? "☀" : "☾";
    button.setAttribute("aria-label", dark() ? words.themeLight : words.themeDark);
  };
  button.onclick = () => { localStorage.setItem("theme", dark() ? "light" : "dark"); dress(); };
  system.addEventListener("change", dress);
  dress();
}
