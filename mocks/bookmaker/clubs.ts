/**
 * Names of clubs, region by region: towns set into the patterns that are usual there.
 * Many have diacritics, some are Cyrillic, Arabic, Greek or Japanese, because readers get these wrong.
 * Which clubs play each other, and when, is left to fixtures.ts.
 */

interface Names {
  /** Separated by a bar. */
  readonly towns: string
  /** Separated by a bar; the town stands for the tilde. */
  readonly patterns: string
}

const regions = {
  england: {
    towns:
      "Manchester|Newcastle|Leeds|Leicester|Brighton|Burnley|Fulham|Brentford|Bournemouth|Southampton|Ipswich|Norwich|Derby|Stoke|Hull|Bristol|Cardiff|Swansea|Preston|Reading|Luton|Oxford|Coventry|Watford|Sunderland|Blackburn|Sheffield|Plymouth",
    patterns: "~ United|~ City|~ FC|~ Town"
  },
  spain: {
    towns:
      "Madrid|Málaga|Cádiz|Córdoba|Gijón|Alavés|Almería|Castellón|Leganés|Mirandés|Logroño|Sevilla|Zaragoza|Huesca|Valladolid|Oviedo|Santander|Burgos|Elche|Cartagena|Tenerife|Ferrol|Albacete|Eldense|Granada|Girona|Getafe|Coruña",
    patterns: "Real ~|Atlético ~|~ CF|Deportivo ~"
  },
  italy: {
    towns:
      "Bari|Pisa|Palermo|Modena|Parma|Brescia|Cesena|Catanzaro|Cosenza|Cremona|Mantova|Reggio|Salerno|Spezia|Südtirol|Cittadella|Frosinone|Torino|Verona|Udine|Empoli|Lecce|Monza|Cagliari|Genova|Bologna|Forlì|Venezia",
    patterns: "~|AC ~|~ Calcio|US ~"
  },
  germany: {
    towns:
      "München|Köln|Nürnberg|Düsseldorf|Fürth|Osnabrück|Saarbrücken|Mönchengladbach|Lübeck|Würzburg|Kiel|Bochum|Bremen|Mainz|Freiburg|Augsburg|Wolfsburg|Leipzig|Dresden|Rostock|Hannover|Paderborn|Magdeburg|Ulm|Elversberg|Münster|Regensburg|Gießen",
    patterns: "FC ~|SV ~|Eintracht ~|~ 04"
  },
  france: {
    towns:
      "Saint-Étienne|Nîmes|Angoulême|Lyon|Nantes|Rennes|Lille|Brest|Reims|Orléans|Béziers|Sète|Le Mans|Besançon|Guingamp|Évian",
    patterns: "~|AS ~|Olympique ~|Stade ~"
  },
  turkey: {
    towns:
      "Beşiktaş|Kasımpaşa|Göztepe|Konya|Kayseri|Eskişehir|Muğla|Çorum|İstanbul|Gümüşhane|Rize|Trabzon|Iğdır|Ümraniye|Şanlıurfa|Diyarbakır",
    patterns: "~spor|~ Belediyesi|~ SK|Yeni ~"
  },
  poland: {
    towns:
      "Łódź|Kraków|Poznań|Wrocław|Gdańsk|Białystok|Zabrze|Częstochowa|Płock|Radomsko|Kielce|Rzeszów|Tychy|Głogów|Świdnik|Bielsko",
    patterns: "Górnik ~|Wisła ~|Śląsk ~|KS ~"
  },
  russia: {
    towns:
      "Москва|Казань|Самара|Тула|Краснодар|Оренбург|Пермь|Уфа|Ростов|Воронеж|Грозный|Томск|Омск|Тюмень|Хабаровск|Ярославль",
    patterns: "Динамо ~|Спартак ~|Торпедо ~|Локомотив ~"
  },
  saudi: {
    towns:
      "الهلال|النصر|الاتحاد|الشباب|الفتح|التعاون|الرائد|الفيحاء|ضمك|الخليج|الوحدة|القادسية|الطائي|الحزم|الباطن|العدالة",
    patterns: "~|نادي ~|~ السعودي|~ الرياضي"
  },
  portugal: {
    towns:
      "Guimarães|Setúbal|Famalicão|Vizela|Portimão|Covilhã|Évora|Estoril|Tondela|Braga|Faro|Leiria|Chaves|Arouca|Penafiel|Olhão",
    patterns: "Vitória ~|Sporting ~|Académica ~|União ~"
  },
  netherlands: {
    towns:
      "Utrecht|Groningen|Twente|Breda|Zwolle|Almelo|Sittard|Nijmegen|Heerenveen|Eindhoven|Tilburg|Volendam|Dordrecht|Emmen|Venlo|Roda",
    patterns: "FC ~|SC ~|VV ~|Sparta ~"
  },
  brazil: {
    towns:
      "São Paulo|Goiás|Ceará|Avaí|Grêmio|Cuiabá|Criciúma|Paraná|Brasília|Maringá|Bahia|Santos|Juazeiro|Belém|Chapecó|Maceió",
    patterns: "~ FC|Atlético ~|~ EC|Nacional ~"
  },
  argentina: {
    towns:
      "Lanús|Vélez|Colón|Córdoba|Tucumán|Junín|Paraná|Rosario|Mendoza|Banfield|Quilmes|Tigre|La Plata|Morón|Ituzaingó|Neuquén",
    patterns: "Atlético ~|Gimnasia ~|Estudiantes ~|Deportivo ~"
  },
  kenya: {
    towns:
      "Nairobi|Mombasa|Kisumu|Nakuru|Eldoret|Thika|Kakamega|Bungoma|Kericho|Machakos|Nanyuki|Kilifi|Migori|Narok|Embu|Meru",
    patterns: "~ Stars|~ Homeboyz|~ Sharks|~ United"
  },
  scotland: {
    towns:
      "Dundee|Aberdeen|Inverness|Perth|Paisley|Kilmarnock|Motherwell|Livingston|Falkirk|Greenock|Ayr|Arbroath|Airdrie|Dumbarton|Elgin|Forfar",
    patterns: "~|~ Thistle|~ Rovers|~ Athletic"
  },
  norway: {
    towns:
      "Bodø/Glimt|Tromsø|Lillestrøm|Strømsgodset|Ålesund|Molde|Brann|Viking|Hønefoss|Mjøndalen|Sarpsborg|Kongsvinger|Ranheim|Øygarden|Åsane|Hødd",
    patterns: "~|FK ~|~ IL|~ BK"
  },
  sweden: {
    towns:
      "Malmö|Göteborg|Norrköping|Örebro|Häcken|Mjällby|Värnamo|Djurgården|Västerås|Gävle|Östersund|Jönköping|Kalmar|Halmstad|Sirius|Växjö",
    patterns: "IFK ~|~ FF|~ BK|~ IK"
  },
  denmark: {
    towns:
      "København|Brøndby|Sønderjyske|Nordsjælland|Hvidøre|Køge|Næstved|Ålborg|Århus|Odense|Randers|Silkeborg|Viborg|Vejle|Hobro|Fredericia",
    patterns: "FC ~|~ IF|~ BK|~ fB"
  },
  czechia: {
    towns:
      "Plzeň|Ostrava|Olomouc|Teplice|Jablonec|Zlín|České Budějovice|Hradec Králové|Karviná|Příbram|Mladá Boleslav|Líšeň|Opava|Vyškov|Žižkov|Dukla",
    patterns: "Baník ~|Slavia ~|FK ~|Viktoria ~"
  },
  egypt: {
    towns:
      "الأهلي|الزمالك|الإسماعيلي|المصري|بيراميدز|سموحة|إنبي|الجونة|المقاولون|الاتحاد|البنك الأهلي|فاركو|زد|طلائع الجيش|غزل المحلة|الداخلية",
    patterns: "~|نادي ~|~ القاهرة|~ الإسكندرية"
  },
  greece: {
    towns:
      "Ολυμπιακός|Παναθηναϊκός|Άρης|Ατρόμητος|Βόλος|Λαμία|Ιωνικός|Απόλλων|Λεβαδειακός|Κηφισιά|Ηρακλής|Εργοτέλης|Ξάνθη|Παναχαϊκή|Καλλιθέα|Δόξα",
    patterns: "~|~ Αθήνα|~ Θεσσαλονίκη|~ Πειραιάς"
  },
  ukraine: {
    towns:
      "Київ|Львів|Харків|Одеса|Дніпро|Полтава|Луцьк|Рівне|Суми|Чернігів|Житомир|Ужгород|Тернопіль|Вінниця|Кривий Ріг|Миколаїв",
    patterns: "Динамо ~|Металіст ~|Шахтар ~|Зоря ~"
  },
  mexico: {
    towns:
      "León|Querétaro|Mazatlán|Juárez|Mérida|Culiacán|América|Toluca|Puebla|Monterrey|Guadalajara|Tijuana|Cancún|Celaya|Oaxaca|Tepatitlán",
    patterns: "Club ~|Atlético ~|~ FC|Deportivo ~"
  },
  usa: {
    towns:
      "Seattle|Portland|Austin|Dallas|Houston|Chicago|Columbus|Cincinnati|Nashville|Charlotte|Orlando|Miami|Montréal|Toronto|Vancouver|San José",
    patterns: "~ FC|~ SC|Inter ~|Sporting ~"
  },
  japan: {
    towns: "浦和|鹿島|横浜|川崎|名古屋|広島|札幌|仙台|清水|福岡|鳥栖|湘南|新潟|神戸|京都|大分",
    patterns: "~|ガンバ~|セレッソ~|ヴィッセル~"
  },
  tanzania: {
    towns:
      "Simba|Yanga|Azam|Mtibwa|Kagera|Mbeya|Dodoma|Singida|Tabora|Geita|Ihefu|Namungo|Kinondoni|Mwanza|Arusha|Tanga",
    patterns: "~ SC|~ Sugar|~ Stars|~ Prisons"
  },
  uganda: {
    towns:
      "Kampala|Jinja|Mbarara|Gulu|Mbale|Masaka|Arua|Soroti|Lira|Entebbe|Wakiso|Busoga|Kitara|Bukedea|Maroons|Mukono",
    patterns: "~ FC|~ United|~ Police|~ Express"
  },
  nigeria: {
    towns: "Kano|Enyimba|Lagos|Abia|Plateau|Rivers|Akwa|Kwara|Katsina|Bayelsa|Niger|Ìbàdàn|Gombe|Sokoto|Jos|Warri",
    patterns: "~ Pillars|~ Warriors|~ Tornadoes|~ United"
  },
  southAfrica: {
    towns:
      "Soweto|Pretoria|Durban|Cape Town|Polokwane|Stellenbosch|Richards Bay|Sekhukhune|Bloemfontein|Kimberley|Chippa|Venda|Orlando|Maritzburg|Upington|Tshwane",
    patterns: "~ Chiefs|~ Pirates|~ City|~ Stars"
  },
  romania: {
    towns:
      "București|Ploiești|Iași|Botoșani|Brașov|Timișoara|Târgoviște|Galați|Cluj|Craiova|Sibiu|Arad|Oțelul|Buzău|Constanța|Reșița",
    patterns: "FC ~|Rapid ~|Dinamo ~|Universitatea ~"
  },
  croatia: {
    towns:
      "Šibenik|Varaždin|Zaprešić|Osijek|Rijeka|Split|Gorica|Pula|Čakovec|Požega|Đakovo|Zadar|Sisak|Vukovar|Križevci|Karlovac",
    patterns: "NK ~|HNK ~|Dinamo ~|Slaven ~"
  }
} as const satisfies Record<string, Names>

export type Region = keyof typeof regions

/** Names that many different clubs of a region; when towns and patterns run out, their second teams follow. */
export const clubs = (region: Region, count: number): ReadonlyArray<string> => {
  const towns = regions[region].towns.split("|")
  const patterns = regions[region].patterns.split("|")
  return Array.from({ length: count }, (_, i) => {
    const town = i % towns.length
    const turn = Math.floor(i / towns.length)
    const pattern = patterns[(town + turn) % patterns.length]!
    const team = Math.floor(turn / patterns.length) + 1
    return pattern.replace("~", towns[town]!) + (team === 1 ? "" : ` ${team}`)
  })
}
