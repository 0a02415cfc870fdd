"use strict";
const status = document.getElementById("copied");
for (const button of document.querySelectorAll("button.copy")) {
  const code = button.parentElement.querySelector("pre");
  button.hidden = false;
  button.addEventListener("click", async () => {
    try {
      await navigator.clipboard.writeText(code.textContent);
      status.textContent = "Copied.";
    } catch {
      getSelection().selectAllChildren(code);
      status.textContent = "Selected. Copy it with the keyboard.";
    }
    button.textContent = status.textContent.split(".")[0];
  });
}
