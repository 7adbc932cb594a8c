package dev.ornstein.examples.train;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.ornstein.tensor.UserError;
import org.junit.jupiter.api.Test;

class PlanTest {
  @Test
  void stepsAreCountedAndTheClockIsIgnored() {
    Plan plan = Plan.ofSteps(10);
    plan.observe(5, 1e9);
    assertEquals(0.5, plan.progress(5));
    assertFalse(plan.done(9));
    assertTrue(plan.done(10));
    assertEquals(1, plan.points().size());
  }

  /** Steps of one tenth of a second, the first of them slow; the run ends with its budget. */
  @Test
  void budgetEndsInTimeAndProgressRisesSteadily() {
    Plan plan = Plan.ofBudget(100);
    double seconds = 0;
    long step = 0;
    double before = 0;
    while (!plan.done(step)) {
      double progress = plan.progress(step);
      assertTrue(progress >= before && progress - before < 0.02, "at step " + step);
      before = progress;
      seconds += step < 4 ? 0.5 : 0.1;
      step++;
      plan.observe(step, seconds);
    }
    assertEquals(100, seconds, 0.5);
    assertEquals(1, before, 0.02);
    assertEquals(7, plan.points().size(), "the beginning and six decisions");
  }

  @Test
  void slowerThanPlannedStillEndsWithTheBudget() {
    Plan plan = Plan.ofBudget(10);
    double seconds = 0;
    long step = 0;
    while (!plan.done(step)) {
      seconds += seconds < 9.2 ? 0.01 : 0.5; // the machine gets busy after the last decision
      step++;
      plan.observe(step, seconds);
    }
    assertTrue(seconds < 10.6, "it ended after " + seconds);
    assertEquals(1, plan.progress(step));
  }

  /** A wrong measurement is corrected before the run ends too early by it. */
  @Test
  void fasterThanPlannedUsesItsBudget() {
    Plan plan = Plan.ofBudget(100);
    double seconds = 0;
    long step = 0;
    while (!plan.done(step)) {
      seconds += seconds < 30 ? 1 : 0.1; // another program ends at 30 s
      step++;
      plan.observe(step, seconds);
    }
    assertTrue(seconds > 95, "it ended after " + seconds);
  }

  @Test
  void slowStepsAfterAResumptionAreNotMeasured() {
    Plan plan = Plan.ofBudget(100);
    plan.resume("0:1000:0.0", 520, 52);
    double seconds = 52;
    long step = 520;
    while (!plan.done(step)) {
      seconds += step < 523 ? 8 : 0.1;
      step++;
      plan.observe(step, seconds);
    }
    assertEquals(100, seconds, 2);
    assertTrue(step > 700, "it took " + step);
  }

  @Test
  void resumedPlanReplaysEveryDecision() {
    Plan plan = Plan.ofBudget(100);
    double seconds = 0;
    long step = 0;
    for (; seconds < 60; step++) {
      seconds += 0.1 + 0.01 * (step % 7);
      plan.observe(step + 1, seconds);
    }
    Plan again = Plan.ofBudget(100);
    again.resume(plan.record(), step, seconds);
    assertEquals(plan.points(), again.points());
    for (long s = step; s < step + 500; s++) {
      assertEquals(plan.progress(s), again.progress(s));
    }
    assertEquals(plan.record(), again.record());
  }

  @Test
  void longerRunGoesOnWhereItWouldBe() {
    Plan plan = Plan.ofSteps(10);
    plan.resume("0:10:0.0", 10, 5);
    plan.replan(10, 5, 40, "--steps 40");
    assertEquals(0.25, plan.progress(10));
    assertEquals(0.5, plan.progress(20));
    assertTrue(plan.done(40));
    Plan timed = Plan.ofBudget(100);
    timed.resume("0:10:0.0", 10, 20);
    timed.replan(10, 20, 0, "--budget 100s");
    assertEquals(0.2, timed.progress(10));
    assertEquals(50, timed.total());
  }

  @Test
  void lengthThatIsUsedUpIsRefused() {
    Plan plan = Plan.ofSteps(7);
    plan.resume("0:10:0.0", 10, 5);
    UserError e = assertThrows(UserError.class, () -> plan.replan(10, 5, 7, "--steps 7"));
    assertTrue(e.getMessage().startsWith("--steps 7 is used up"), e.getMessage());
  }

  @Test
  void damagedRecordsAreRefused() {
    for (String bad : new String[] {"", "1", "0:x:0", "0:10", "5:3:0.1", "0:10:2.0"}) {
      UserError e = assertThrows(UserError.class, () -> Plan.ofSteps(1).resume(bad, 0, 0), bad);
      assertTrue(e.getMessage().contains("damaged"), e.getMessage());
    }
  }

  @Test
  void whatIsLeftIsEstimated() {
    assertEquals(3, Plan.ofSteps(10).secondsLeft(4, 99, 0.5));
    assertEquals(40, Plan.ofBudget(100).secondsLeft(4, 60, 0.5));
    assertEquals(0.6, Plan.ofBudget(100).share(4, 60));
    assertEquals(0.4, Plan.ofSteps(10).share(4, 60));
  }
}
