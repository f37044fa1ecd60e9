// Opens a paper with PDF.js in an element of the page: for the reader (reader.js) and for two versions side by side
// (comparison.js). On a device that keeps what its owner opens (worker.js) the file is fetched whole, so that it is kept; else
// only the parts that are shown.
export const isPhone = matchMedia("(max-width: 48rem)").matches;
const MOST_PIXELS = 2 ** 22;  // of one canvas on a phone, which has little memory
const NAMES = ["id", "aria-owns", "aria-describedby"];
// Our own words stand where PDF.js would have its.
const silent = {
  getLanguage: () => "sv", getDirection: () => "ltr", get: async () => "", translate: async () => {}, translateOnce: async () => {},
  pause() {}, resume() {}, destroy: async () => {},
};
let count = 0, shared;

// `prepare` is called with the viewer before there is anything in it; what is answered has its first page. `container` scrolls,
// and the pages are laid in `place`, of which it may have several.
export async function openPaper({ pdf, worker, viewer: parts, parts: folder }, url, container, prepare, place = container.firstElementChild) {
  const pdfjs = globalThis.pdfjsLib ??= await import(pdf);
  const { EventBus, PDFFindController, PDFLinkService, PDFViewer } = await import(parts);
  pdfjs.GlobalWorkerOptions.workerSrc = worker;
  shared ??= new pdfjs.PDFWorker({ verbosity: 0 });
  const eventBus = new EventBus(), ending = new AbortController(), own = `h${count += 1}-`;
  const linkService = new PDFLinkService({ eventBus, externalLinkTarget: 2, externalLinkRel: "noopener noreferrer" });
  const findController = new PDFFindController({ eventBus, linkService });
  const viewer = new PDFViewer({
    container, viewer: place, eventBus, linkService, findController, textLayerMode: 1, annotationMode: 1, annotationEditorMode: -1,
    l10n: { ...silent, resume: () => rename(place, own) }, abortSignal: ending.signal,
    removePageBorders: isPhone, ...(isPhone && { maxCanvasPixels: MOST_PIXELS }),
  });
  linkService.setViewer(viewer);
  eventBus.on("pagesinit", () => {
    for (let number = 0; number < viewer.pagesCount; number += 1)
      viewer.getPageView(number).div.setAttribute("aria-label", `Sida ${number + 1}`);
  });
  prepare(viewer, eventBus);
  const isKept = Boolean(navigator.serviceWorker?.controller);
  const loading = pdfjs.getDocument({
    url, worker: shared, verbosity: 0, isEvalSupported: false, enableXfa: false, disableRange: isKept, disableStream: !isKept,
    disableAutoFetch: !isKept, rangeChunkSize: 2 ** 18, wasmUrl: `${folder}wasm/`, standardFontDataUrl: `${folder}standard_fonts/`,
    iccUrl: `${folder}iccs/`,
  });
  const close = () => {
    viewer.setDocument(null);
    linkService.setDocument(null);
    ending.abort();
    return loading.destroy();
  };
  try {
    const paper = await loading.promise;
    viewer.setDocument(paper);
    linkService.setDocument(paper);
    await viewer.firstPagePromise;
    return { viewer, eventBus, paper, close };
  } catch (trouble) {
    await close();
    throw trouble;
  }
}

// A page that fitted the window fits it when it is turned.
export function refit(viewer) {
  if (isNaN(viewer.currentScaleValue)) viewer.currentScaleValue = viewer.currentScaleValue;
}

// PDF.js names the parts of a page by where they are in its file: in two papers they have the same names.
function rename(place, own) {
  for (const element of place.querySelectorAll(":is(.textLayer, .structTree) [id], .structTree :is([aria-owns], [aria-describedby])"))
    for (const name of NAMES) {
      const told = element.getAttribute(name);
      if (told && !told.startsWith(own)) element.setAttribute(name, told.split(" ").map((each) => own + each).join(" "));
    }
}
