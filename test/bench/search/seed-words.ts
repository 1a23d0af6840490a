const wordsOf = (text: string): readonly string[] => text.trim().split(/\s+/);

/** What names are put together from; no two pairs make the same name. */
export const nameWords = {
  first: wordsOf(`
  amber brisk calm daily eager fast gentle happy icy jolly keen light magic neat open plain quick
  rapid simple tiny ultra vivid warm young zen async atomic basic better binary bold bright chained
  clean clever cloud cold common compact cosmic crisp curly deep direct dry dynamic easy elastic fancy
  fluent fresh full global golden green hidden hybrid inline instant lazy lean linear little local
  lucky micro mini modern nano native node north orange outer parallel pretty proper pure random raw
  react remote royal safe secure shallow shared sharp silent sleek smart smooth soft solid static
  stream strict super swift
`),
  second: wordsOf(`
  adapter agent alert api archive array auth backup badge banner batch blob board boot bot bridge
  buffer build bundle button cache calendar canvas card cart catalog chain channel chart chat check
  clock cluster code color command compiler config console context cookie crypto csv cursor dashboard
  data date debug deploy diff dispatch dns docs dom download driver editor email emitter encoder
  engine env error event export fetch field file filter flow font form format gallery gateway graph
  grid guard hash header hook html http icon image import index input inspector json kernel keyboard
  kit label layout lexer library link linter list loader locale lock log login loop mail map markdown
  math menu merge message metrics mime mock modal model module monitor mutex network notify number
  object ocr order packet page pager panel parser patch path payment pdf picker pipe player plot
  policy poll pool prompt promise proxy query queue range rate reader record redis render report
  request resolver retry route router rule runner sandbox scanner schema script search select server
  session sheet shell signal slider socket sort spec spinner split sql state storage store string
  style sync table tag task template terminal test text theme thread throttle ticket time timer token
  toolbar tooltip trace tree type upload url user uuid validator vector video view watch webhook
  widget worker xml yaml zip
`),
  endings: ["", "-js", "-cli", "-core", "-plugin", "-utils", "-kit", "-node", "-next", "-lite"],
} as const;

export const scopeWords = wordsOf(`
  acme babel-like contoso delta echo fabrikam globex hooli initech jupiter kappa lumen massive
  northwind omega piper quartz redwood stark tyrell umbra vandelay wayne xenon yoyodyne zephyr
`);

/** Keywords and domains; the first ones are everywhere. */
export const tagWords = wordsOf(`
  javascript typescript util react node cli server test stream parser web browser api data css html
  http json logger framework plugin database async config image math time security chat metrics
  linguistics storage cache queue search graph email payment video audio map workflow automation
  analytics monitoring template schema validation
`);

export const sentenceWords = wordsOf(`
  the a fast simple library for and with of your data in streams that parses renders caches every
  small typed modern tool to build test deploy files requests servers browsers events queues images
  messages users tables charts documents without dependencies configuration safely quickly which helps
  teams write less code about time money language weather music games maps science finance health
  learning robots gardens kitchens trains bicycles museums libraries schools elections satellites
  volcanoes
`);
