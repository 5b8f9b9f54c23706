import TestSupport
import Testing

@testable import Statistics

@Suite struct SeedTests {
  @Test func concordance() throws {
    let answers = try KnownAnswers("ranks").root
    let found = try #require(Concordance(answers["table"].table))
    #expect(agrees(found.w, answers["W"].number) && agrees(found.w, answers["W_f"].number))
    #expect(agrees(found.chiSquared, answers["chi2"].number))
    #expect(agrees(found.pChiSquared, answers["p_chi2"].number))
    #expect(agrees(found.f, answers["F"].number))
    #expect(agrees(found.pF, answers["p_F"].number))
    #expect(agree(found.meanRanks, answers["mean_rank"].numbers))
    let perfect = try #require(Concordance([[3, 2, 1], [3, 2, 1], [30, 20, 1]]))
    #expect(agrees(perfect.w, 1) && perfect.f == nil && perfect.pF == nil)
    #expect(Concordance([[1, 1], [2, 2]]) == nil)
  }

  @Test func relabelling() throws {
    let answers = try KnownAnswers("ranks").root
    let small = answers["small"].table
    let relabelling = PermutationTest(seed: 1)
    let w = relabelling.concordance(small, purpose: 1)
    #expect(w.isExact && agrees(w.p, answers["exact_p_W_4seeds_3tasks"].number))
    let sums = relabelling.rankSums(small, purpose: 1)
    #expect(sums.best.isExact)
    #expect(agree(sums.raw, answers["maxT_small"][0].numbers))
    #expect(agree(sums.stepDown, answers["maxT_small"][2].numbers))
    let drawn = PermutationTest(count: 20_000, seed: 1, exactLimit: 1)
    let approximate = drawn.rankSums(small, purpose: 1)
    #expect(!approximate.best.isExact)
    #expect(zip(approximate.stepDown, sums.stepDown).allSatisfy { abs($0 - $1) < 0.015 })
    #expect(abs(drawn.concordance(small, purpose: 2).p - w.p) < 0.015)
  }

  /// The best seed is judged against all seeds, the worst against itself only.
  @Test func stepsGoDownFromTheBestSeed() {
    let sums = PermutationTest(seed: 1).rankSums([[3, 2, 1], [30, 20, 10]], purpose: 1)
    // Both tasks have one top seed in 3 of 9 cases, and a given one in 1.
    #expect(agree([sums.raw[0], sums.stepDown[0], sums.best.p], [1.0 / 9, 1.0 / 3, 1.0 / 3]))
    #expect(sums.stepDown[2] == sums.raw[2] && sums.raw[2] == 1)
    // Some seed always has a sum of 4 or less: against all of them it would be 1.
    #expect(sums.stepDown[1] < 1)
  }

  @Test func spearman() throws {
    let answers = try KnownAnswers("ranks").root
    let table = answers["table"].table
    #expect(
      agrees(RankCorrelation.spearman(table[0], table[1]), answers["spearman_tasks01"].number))
    #expect(
      agrees(RankCorrelation.spearman(table[0], table[2]), answers["spearman_tasks02"].number))
    #expect(RankCorrelation.spearman([1, 1], [1, 2]) == nil)
    // 2 of the 24 orders of four values are as extreme as the identity.
    let p = try #require(
      PermutationTest(seed: 1).spearman([1, 2, 3, 4], [5, 6, 7, 8], purpose: 1))
    #expect(p.isExact && agrees(p.p, 2.0 / 24))
    let drawn = PermutationTest(count: 20_000, seed: 1, exactLimit: 1)
    #expect(abs(drawn.spearman([1, 2, 3, 4], [5, 6, 7, 8], purpose: 1)!.p - 2.0 / 24) < 0.01)
  }

  @Test func rankSumTails() throws {
    let answers = try KnownAnswers("ranks").root["rank_sum_tail_25_4"]
    for sum in answers.keys {
      let tail = RankSums.tail(seeds: 25, tasks: 4, sum: Int(sum)!)
      #expect(agrees(tail, answers[sum][0].number) && agrees(tail, answers[sum][1].number))
      #expect(agrees(min(1, 25 * tail), answers[sum][2].number))
    }
    for sum in 0...16 {
      let count = Brute.tuples(of: 5, 3).count { $0.reduce(3, +) <= sum }
      #expect(agrees(RankSums.tail(seeds: 5, tasks: 3, sum: sum), Double(count) / 125))
    }
  }

  @Test func alwaysTop() throws {
    let answers = try KnownAnswers("ranks").root["all_top_25_4"]
    for top in answers.keys {
      let q = Int(top)!
      #expect(
        agrees(
          RankSums.chanceOfAlwaysTop(seeds: 25, tasks: 4, top: q), answers[top][2].number))
      let single = RankSums.chanceOfAlwaysTop(seeds: 25, tasks: 1, top: q)
      #expect(agrees(single, 1))
      // Chance of one given seed, and the expected number of seeds.
      let share = Double(q) / 25
      #expect(agrees(share * share * share * share, answers[top][0].number))
      #expect(agrees(25 * share * share * share * share, answers[top][1].number))
    }
    let subsets = Brute.subsets(of: 4, 2)
    let meetings = subsets.flatMap { a in
      subsets.flatMap { b in
        subsets.map { Set(a).intersection(b).intersection($0).isEmpty ? 0.0 : 1 }
      }
    }
    #expect(
      agrees(RankSums.chanceOfAlwaysTop(seeds: 4, tasks: 3, top: 2), Brute.mean(meetings)))
  }

  @Test func adjustments() throws {
    let answers = try KnownAnswers("ranks").root
    let p = answers["p"].numbers
    #expect(agree(Multiplicity.holm(p), answers["holm"].numbers))
    let shuffled = [0.01, 0.04, 0.03, 0.005]
    #expect(agree(Multiplicity.holm(shuffled), [0.03, 0.06, 0.06, 0.02]))
  }

  @Test func comparisons() throws {
    let answers = try KnownAnswers("compare").root
    let (a, b) = (answers["A"].numbers, answers["B"].numbers)
    #expect(agrees(Comparison.improvement(a, over: b), answers["p_improve"].number))
    #expect(agrees(Comparison.improvement(a, over: b), answers["p_improve_f"].number))
    #expect(agrees(Comparison.violation(a, over: b), answers["violation_AB"].number))
    #expect(agrees(Comparison.violation(a, over: b), answers["violation_AB_f"].number))
    #expect(agrees(Comparison.violation(b, over: a), answers["violation_BA"].number))
    #expect(Comparison.violation(a, over: a) == 0.5)
    let size = Comparison.sampleSize(gamma: 0.75, alpha: 0.05, beta: 0.05)
    #expect(agree([size, size.rounded(.up)], answers["noether_75"].numbers))
    #expect(
      agrees(
        Comparison.sampleSize(gamma: 0.6, alpha: 0.05, beta: 0.2),
        answers["noether_60_5_20"].number))
    #expect(agrees(Comparison.bootstrapError(a, b), answers["boot_se"].number))
  }
}
