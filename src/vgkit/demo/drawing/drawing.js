// A sheet to draw a digit on, by mouse, finger, pen or keyboard. It sends what is drawn as
// 112 × 112 bytes in base64, 0 for paper and 255 for ink, row by row.

const SIDE = 280; // of the sheet, in pixels
const CELL = 10; // of one of MNIST's 28 × 28 pixels, and of a step of the keyboard
const PEN = 26; // thickness of a stroke
const SENT = 112; // side of what is sent
const PAUSE = 400; // milliseconds without a key, then the drawing is sent

const STEPS = {
  ArrowLeft: [-1, 0],
  ArrowRight: [1, 0],
  ArrowUp: [0, -1],
  ArrowDown: [0, 1],
};

// Streamlit calls this once more whenever the page is run again, with the same elements.
export default function ({ parentElement, data, setStateValue }) {
  const ink = parentElement.querySelector(".ink");
  ink.texts = data;
  ink.send = (pixels) => setStateValue("pixels", pixels);
  ink.setAttribute("aria-label", data.label);
  parentElement.querySelector(".help").textContent = data.help;
  parentElement.querySelector(".clear").textContent = data.clear;
  if (!ink.dataset.ready) {
    ink.dataset.ready = "yes";
    prepare(parentElement, ink);
  }
}

function prepare(parent, ink) {
  const paper = ink.getContext("2d", { willReadFrequently: true });
  const above = parent.querySelector(".cursor").getContext("2d");
  const status = parent.querySelector(".status");
  const at = { x: SIDE / 2, y: SIDE / 2 };
  let down = false;
  let waiting = null;

  paper.lineWidth = PEN;
  paper.lineCap = paper.lineJoin = "round";

  function stroke(from, to) {
    paper.beginPath();
    paper.moveTo(from.x, from.y);
    paper.lineTo(to.x, to.y);
    paper.stroke();
  }

  function send(pause) {
    clearTimeout(waiting);
    waiting = setTimeout(() => ink.send(encoded(ink)), pause);
  }

  function clear() {
    paper.clearRect(0, 0, SIDE, SIDE);
    down = false;
    send(0);
  }

  function say(words) {
    const [column, row] = [at.x, at.y].map((place) => Math.floor(place / CELL) + 1);
    status.textContent = words.replace("{row}", row).replace("{column}", column);
  }

  function showCursor() {
    above.clearRect(0, 0, SIDE, SIDE);
    if (parent.activeElement !== ink && document.activeElement !== ink) return;
    above.beginPath();
    above.arc(at.x, at.y, PEN / 2, 0, 2 * Math.PI);
    above.lineWidth = 3;
    above.strokeStyle = "#c8553d";
    above.fillStyle = "#c8553d";
    if (down) above.fill();
    above.stroke();
  }

  ink.addEventListener("pointerdown", (event) => {
    event.preventDefault();
    ink.focus({ preventScroll: true });
    ink.setPointerCapture(event.pointerId);
    down = false;
    Object.assign(at, place(ink, event));
    ink.drawing = true;
    stroke(at, at);
  });
  ink.addEventListener("pointermove", (event) => {
    if (!ink.drawing) return;
    for (const each of event.getCoalescedEvents?.() ?? [event]) {
      const to = place(ink, each);
      stroke(at, to);
      Object.assign(at, to);
    }
  });
  for (const end of ["pointerup", "pointercancel"]) {
    ink.addEventListener(end, () => {
      if (!ink.drawing) return;
      ink.drawing = false;
      at.x = centre(at.x);
      at.y = centre(at.y);
      send(0);
    });
  }

  ink.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.altKey || event.metaKey) return;
    if (event.key in STEPS) {
      const [x, y] = STEPS[event.key];
      const to = { x: centre(at.x + x * CELL), y: centre(at.y + y * CELL) };
      if (down) {
        stroke(at, to);
        send(PAUSE);
      }
      Object.assign(at, to);
    } else if (event.key === " " || event.key === "Enter") {
      down = !down;
      if (down) {
        stroke(at, at);
        send(PAUSE);
      }
    } else if (event.key === "Delete" || event.key === "Backspace") {
      clear();
    } else {
      return; // Tab leads on
    }
    event.preventDefault();
    say(down ? ink.texts.down : ink.texts.up);
    showCursor();
  });
  ink.addEventListener("focus", showCursor);
  ink.addEventListener("blur", () => {
    down = false;
    showCursor();
  });
  parent.querySelector(".clear").addEventListener("click", () => {
    clear();
    status.textContent = ink.texts.cleared;
    showCursor();
  });
}

// Where on the sheet a pointer is.
function place(ink, event) {
  const box = ink.getBoundingClientRect();
  return {
    x: ((event.clientX - box.left) * SIDE) / box.width,
    y: ((event.clientY - box.top) * SIDE) / box.height,
  };
}

// The middle of the cell that a coordinate lies in; of the first or last one outside of the sheet.
function centre(coordinate) {
  const cell = Math.floor(coordinate / CELL);
  return (Math.min(Math.max(cell, 0), SIDE / CELL - 1) + 0.5) * CELL;
}

// "" for an empty sheet.
function encoded(ink) {
  const small = document.createElement("canvas");
  small.width = small.height = SENT;
  const context = small.getContext("2d");
  context.drawImage(ink, 0, 0, SENT, SENT);
  const colors = context.getImageData(0, 0, SENT, SENT).data;
  let text = "";
  let drawn = false;
  for (let place = 3; place < colors.length; place += 4) {
    text += String.fromCharCode(colors[place]); // black, more or less opaque
    drawn = drawn || colors[place] > 0;
  }
  return drawn ? btoa(text) : "";
}
