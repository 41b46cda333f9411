// SVG elements, made in one line each.

const SPACE = "http://www.w3.org/2000/svg";

/**
 * An SVG element.
 *
 * @param {string} name of the element, such as "line".
 * @param {object} attributes those that are null or undefined are left out.
 * @param {...(Node|string)} children elements or texts inside it.
 */
export function svg(name, attributes = {}, ...children) {
  const element = document.createElementNS(SPACE, name);
  for (const [key, value] of Object.entries(attributes)) {
    if (value !== null && value !== undefined) element.setAttribute(key, value);
  }
  element.append(...children);
  return element;
}

/**
 * The `d` of a line through points.
 *
 * @param {number[][]} points x and y of each; where y is null the line is broken.
 */
export function linePath(points) {
  let pen = "M";
  return points
    .map(([x, y]) => {
      if (y === null || !Number.isFinite(y)) {
        pen = "M";
        return "";
      }
      const command = `${pen}${x.toFixed(1)} ${y.toFixed(1)}`;
      pen = "L";
      return command;
    })
    .join("");
}
