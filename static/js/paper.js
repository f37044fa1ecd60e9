// Opens a paper with PDF.js in an element of the page: for the reader (reader.js) and for two versions side by side
// (comparison.js). On a device that keeps what its owner opens (worker.js) the file is fetched whole, so that it is kept; else
// only the parts that are shown.
export const isPhone = matchMedia("(max-width: 48rem)").matches;
const MOST_PIXELS = 2 ** 22;  // of one canvas on a phone, which has little memory
// Our own words stand where PDF.js would have its.
const silent = {
  getLanguage: () => "sv", getDirection: () => "ltr", get: async () => "", translate: async () => {}, translateOnce: async () => {},
  pause() {}, resume() {}, destroy: async () => {},
};

// `prepare` is called with the viewer before there is anything in it; what is answered has its first page.
export async function openPaper({ pdf, worker, viewer: parts, parts: folder }, url, container, prepare) {
  const pdfjs = globalThis.pdfjsLib ??= await import(pdf);
  const { EventBus, PDFFindController, PDFLinkService, PDFViewer } = await import(parts);
  pdfjs.GlobalWorkerOptions.workerSrc = worker;
  const eventBus = new EventBus();
  const linkService = new PDFLinkService({ eventBus, externalLinkTarget: 2, externalLinkRel: "noopener noreferrer" });
  const findController = new PDFFindController({ eventBus, linkService });
  const viewer = new PDFViewer({
    container, viewer: container.firstElementChild, eventBus, linkService, findController, l10n: silent, textLayerMode: 1,
    annotationMode: 1, annotationEditorMode: -1, removePageBorders: isPhone, ...(isPhone && { maxCanvasPixels: MOST_PIXELS }),
  });
  linkService.setViewer(viewer);
  eventBus.on("pagesinit", () => {
    for (let number = 0; number < viewer.pagesCount; number += 1)
      viewer.getPageView(number).div.setAttribute("aria-label", `Sida ${number + 1}`);
  });
  prepare(viewer, eventBus);
  const isKept = Boolean(navigator.serviceWorker?.controller);
  const paper = await pdfjs.getDocument({
    url, verbosity: 0, isEvalSupported: false, enableXfa: false, disableRange: isKept, disableStream: !isKept,
    disableAutoFetch: !isKept, rangeChunkSize: 2 ** 18, wasmUrl: `${folder}wasm/`, standardFontDataUrl: `${folder}standard_fonts/`,
    iccUrl: `${folder}iccs/`,
  }).promise;
  viewer.setDocument(paper);
  linkService.setDocument(paper);
  await viewer.firstPagePromise;
  // A page that fitted the window fits it when it is turned.
  addEventListener("resize", () => { if (isNaN(viewer.currentScaleValue)) viewer.currentScaleValue = viewer.currentScaleValue; });
  return { viewer, paper };
}
