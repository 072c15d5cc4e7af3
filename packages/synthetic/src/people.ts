/** The names and ages of synthetic people. All entries of a list are equally likely. */

export const FIRST_NAMES: ReadonlyArray<string> = [
  ...["Mary", "James", "Patricia", "Robert", "Linda", "John", "Barbara", "Michael", "Susan", "William"],
  ...["Carol", "David", "Sandra", "Richard", "Sharon", "Thomas", "Donna", "Charles", "Karen", "Gary"],
  ...["Nancy", "Larry", "Judith", "Ronald", "Betty", "Donald", "Judy", "Joseph", "Shirley", "Kenneth"],
  ...["Margaret", "Jerry", "Carolyn", "Dennis", "Janet", "George", "Diane", "Edward", "Joyce", "Paul"],
  ...["Dorothy", "Daniel", "Marilyn", "Raymond", "Gloria", "Roger", "Martha", "Frank", "Rosa", "Walter"],
  ...["Beverly", "Harold", "Helen", "Carl", "Virginia", "Jose", "Ruth", "Arthur", "Alice", "Henry"],
]

export const LAST_NAMES: ReadonlyArray<string> = [
  ...["Smith", "Johnson", "Williams", "Brown", "Jones", "Garcia", "Miller", "Davis", "Rodriguez", "Martinez"],
  ...[
    "Hernandez",
    "Lopez",
    "Gonzalez",
    "Wilson",
    "Anderson",
    "Thomas",
    "Taylor",
    "Moore",
    "Jackson",
    "Martin",
  ],
  ...["Lee", "Perez", "Thompson", "White", "Harris", "Sanchez", "Clark", "Ramirez", "Lewis", "Robinson"],
  ...["Walker", "Young", "Allen", "King", "Wright", "Scott", "Torres", "Nguyen", "Hill", "Flores"],
  ...["Green", "Adams", "Nelson", "Baker", "Hall", "Rivera", "Campbell", "Mitchell", "Carter", "Roberts"],
  ...["Olson", "Schmidt", "Kowalski", "Murphy", "Cohen", "Patel", "Larsen", "Fischer", "Russo", "Novak"],
]

/** The first and last age of a band, and how many of a thousand policyholders have each age in the band. */
const AGE_BANDS = [
  [64, 64, 10],
  [65, 69, 60],
  [70, 74, 52],
  [75, 79, 37],
  [80, 84, 24],
  [85, 89, 15],
  [90, 95, 8],
] as const

/** Ages in whole years. */
export const AGES: ReadonlyArray<number> = AGE_BANDS.flatMap(([first, last, weight]) =>
  Array.from({ length: (last - first + 1) * weight }, (_, i) => first + Math.floor(i / weight)),
)
